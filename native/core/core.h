/* The native core: slots, images, contexts, gate, run queue, rings, faults, preemption. No Python here.

   One host thread at a time is inside the core (the binding holds the interpreter's lock), so no structure has a lock
   of its own. Signal handlers touch only `cl_cpu` and the running context. Functions return 0 or a negative errno
   unless they say otherwise. Addresses named `base` are host addresses; `address` and `offset` are slot offsets. */
#ifndef CLOISTER_CORE_H
#define CLOISTER_CORE_H

#include "context.h"
#include "ring.h"
#include "run.h"
#include "slot.h"

#endif
