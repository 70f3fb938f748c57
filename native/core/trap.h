/* What the signal handlers of fault.c and tick.c share. */
#ifndef CLOISTER_TRAP_H
#define CLOISTER_TRAP_H

#include "core.h"

#include <ucontext.h>

/* The context whose guest code the signal interrupted; NULL if the core or the host was running. */
struct cl_context *cl_interrupted_guest(const ucontext_t *ucontext);

/* Moves all of the guest's state from the signal frame to its context, and lets the signal return to `landing`, on the
   host stack, with the context in RDI. */
void cl_land(struct cl_context *context, ucontext_t *ucontext, const uint8_t *landing);

#endif
