/* Saved states: what a guest's signal handler interrupted. They live in the core, never in the guest's memory; a
   frame there is information only. A state is keyed by the control-stack depth it was saved at. */

#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Room on the control stack that a handler gets at least. */
enum { HANDLER_ROOM = 4096 };

static uint64_t depth_of(const struct cl_context *context, const struct cl_saved *saved) {
    return (context->stack_start - saved->regs.gpr[RSP]) / sizeof(uint64_t);
}

/* Returned from depth 0: RSP is above the first entry, which is put in use again. */
static void clamp_stack(struct cl_context *context) {
    if (context->regs.gpr[RSP] > context->stack_start) context->regs.gpr[RSP] = context->stack_start;
}

static int make_room(struct cl_context *context) {
    if (context->regs.gpr[RSP] - HANDLER_ROOM >= cl_control_floor(context)) return 0;
    if (cl_control_open_reserve(context)) return -ENOMEM;
    return context->regs.gpr[RSP] - HANDLER_ROOM >= cl_control_floor(context) ? 0 : -ENOMEM;
}

static struct cl_saved *save(struct cl_context *context) {
    struct cl_saved *saved = aligned_alloc(64, sizeof *saved + 63 - (sizeof *saved + 63) % 64);
    if (!saved) return NULL;
    if (cl_cpu.vector_owner == context) cl_vectors_save(context);
    saved->regs = context->regs;
    saved->older = context->saved;
    context->saved = saved;
    context->saved_count++;
    return saved;
}

int cl_signal_push(struct cl_context *context, uint64_t handler, uint64_t stack, const uint64_t arguments[3]) {
    if (!cl_image_is_label(context->slot->image, handler)) return -EINVAL;
    clamp_stack(context);
    if (context->saved_count >= CL_MAX_SAVED || make_room(context) || !save(context)) return -ENOMEM;
    struct cl_registers *regs = &context->regs;
    uint64_t rsp = regs->gpr[RSP] - sizeof(uint64_t);
    *(uint64_t *)rsp = (uint64_t)context->base + CLOISTER_GATE_SIGRETURN;
    memset(regs, 0, sizeof *regs);
    regs->gpr[RSP] = rsp;
    regs->gpr[R14] = (uint32_t)stack;
    regs->gpr[RDI] = arguments[0];
    regs->gpr[RSI] = arguments[1];
    regs->gpr[RDX] = arguments[2];
    regs->rip = (uint64_t)context->base + handler;
    regs->rflags = CL_FLAGS_FIXED;
    regs->mxcsr = CL_MXCSR_DEFAULT;
    regs->fcw = CL_FCW_DEFAULT;
    regs->how = CL_AT_RIP;
    if (cl_cpu.vector_owner == context) cl_cpu.vector_owner = NULL;
    return 0;
}

static void drop_newest(struct cl_context *context) {
    struct cl_saved *saved = context->saved;
    context->saved = saved->older;
    context->saved_count--;
    free(saved);
}

static void close_reserve_if_left(struct cl_context *context) {
    uint64_t closed_end = (uint64_t)context->control + CLOISTER_PAGE_SIZE + CLOISTER_CONTROL_STACK_RESERVE;
    if (context->is_reserve_open && context->regs.gpr[RSP] >= closed_end) cl_control_close_reserve(context);
}

/* The handler has returned: RSP is where it was when the state was saved. */
int cl_signal_pop(struct cl_context *context) {
    struct cl_saved *saved = context->saved;
    if (!saved || saved->regs.gpr[RSP] != context->regs.gpr[RSP]) return -EINVAL;
    context->regs = saved->regs;
    drop_newest(context);
    if (cl_cpu.vector_owner == context) cl_cpu.vector_owner = NULL;
    close_reserve_if_left(context);
    cl_context_settle(context);
    return 0;
}

/* longjmp to `depth`: handlers that interrupted code at that depth or deeper will never return. */
void cl_signal_unwind(struct cl_context *context, uint64_t depth) {
    while (context->saved && depth_of(context, context->saved) >= depth) drop_newest(context);
    close_reserve_if_left(context);
}

void cl_signal_clear(struct cl_context *context) {
    while (context->saved) drop_newest(context);
}

/* Host addresses that a saved state may hold: RIP, RSP, and inside a pseudo-instruction R11 (of the slot, or of the
   control stack in thread_pointer), RDI and RSI. A guest that guesses a slot address into one of these gets its own data changed, nothing else. */
static void rebase(struct cl_registers *regs, const struct cl_context *to, const struct cl_context *from) {
    uint64_t delta = (uint64_t)to->base - (uint64_t)from->base;
    regs->gpr[RSP] += to->stack_start - from->stack_start;
    if (regs->how != CL_AT_RIP) return;
    regs->rip += delta;
    static const int holders[] = {R11, RDI, RSI};
    for (int i = 0; i < 3; i++)
        if (regs->gpr[holders[i]] - (uint64_t)from->base <= CLOISTER_SLOT_SIZE) regs->gpr[holders[i]] += delta;
    if (regs->gpr[R11] - (uint64_t)from->control < CLOISTER_CONTROL_STACK_SIZE)
        regs->gpr[R11] += (uint64_t)to->control - (uint64_t)from->control;
}

int cl_signal_copy(struct cl_context *to, const struct cl_context *from) {
    struct cl_saved **link = &to->saved;
    for (const struct cl_saved *saved = from->saved; saved; saved = saved->older) {
        struct cl_saved *copy = aligned_alloc(64, sizeof *copy + 63 - (sizeof *copy + 63) % 64);
        if (!copy) return -ENOMEM;
        copy->regs = saved->regs;
        copy->older = NULL;
        rebase(&copy->regs, to, from);
        *link = copy;
        link = &copy->older;
        to->saved_count++;
    }
    return 0;
}
