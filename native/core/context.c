/* Contexts: one thread of a SIP. */

#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SAME_OFFSET(field, name) _Static_assert(offsetof(struct cl_registers, field) == name, #name)
SAME_OFFSET(gpr[RCX], CTX_RCX);
SAME_OFFSET(gpr[RSP], CTX_RSP);
SAME_OFFSET(gpr[RDI], CTX_RDI);
SAME_OFFSET(gpr[R15], CTX_R15);
SAME_OFFSET(rip, CTX_RIP);
SAME_OFFSET(rflags, CTX_RFLAGS);
SAME_OFFSET(mxcsr, CTX_MXCSR);
SAME_OFFSET(fcw, CTX_FCW);
SAME_OFFSET(how, CTX_HOW);
SAME_OFFSET(has_vectors, CTX_HAS_VECTORS);
SAME_OFFSET(xsave, CTX_XSAVE);
_Static_assert(offsetof(struct cl_context, base) == CTX_BASE, "CTX_BASE");

/* All registers zero, as execve leaves them. */
static void reset_registers(struct cl_context *context, uint64_t entry, uint64_t stack) {
    struct cl_registers *regs = &context->regs;
    memset(regs, 0, sizeof *regs);
    regs->gpr[R14] = (uint32_t)stack;
    regs->gpr[RSP] = context->stack_start;
    regs->rip = (uint64_t)context->base + entry;
    regs->rflags = CL_FLAGS_FIXED;
    regs->mxcsr = CL_MXCSR_DEFAULT;
    regs->fcw = CL_FCW_DEFAULT;
    regs->how = CL_AT_RIP;
}

/* The stack's first entry is where a return from depth 0 goes. */
static void write_first_entry(struct cl_context *context) {
    *(uint64_t *)context->stack_start = (uint64_t)context->base + CLOISTER_GATE_EXIT;
}

static void enter_slot(struct cl_context *context, struct cl_slot *slot) {
    context->slot = slot;
    context->base = slot->base;
    slot->context_count++;
}

static int allocate(struct cl_slot *slot, struct cl_context **result) {
    struct cl_context *context = aligned_alloc(64, (sizeof *context + 63) & ~(size_t)63);
    if (!context) return -ENOMEM;
    memset(context, 0, sizeof *context);
    int error = cl_control_take(context);
    if (error) {
        free(context);
        return error;
    }
    enter_slot(context, slot);
    struct cl_statistics *statistics = &cl_core.statistics;
    if (++statistics->contexts_live > statistics->contexts_peak) statistics->contexts_peak = statistics->contexts_live;
    *result = context;
    return 0;
}

int cl_context_create(struct cl_slot *slot, uint64_t entry, uint64_t stack, struct cl_context **result) {
    if (!cl_image_is_label(slot->image, entry)) return -EINVAL;
    struct cl_context *context;
    int error = allocate(slot, &context);
    if (error) return error;
    context->files = cl_files_create();
    if (!context->files) {
        cl_context_kill(context);
        cl_context_free(context);
        return -ENOMEM;
    }
    write_first_entry(context);
    reset_registers(context, entry, stack);
    *result = context;
    return 0;
}

void cl_context_start(struct cl_context *context, bool runs_first) {
    if (context->state != CL_NEW) return;
    cl_make_runnable(context);
    if (!runs_first || context->state != CL_RUNNABLE) return;
    cl_queue_remove(context);
    cl_queue_push_front(&cl_core.run_queue, context);
    cl_core.has_precedence = true;
}

/* Return addresses lie in the old slot's text or gate page, and move with it. Anything else means that an invariant
   is broken: no child. */
static int copy_control_stack(struct cl_context *to, const struct cl_context *from) {
    uint64_t count = cl_context_depth(from) + 1;
    const uint64_t *source = (const uint64_t *)from->regs.gpr[RSP];
    uint64_t *target = (uint64_t *)to->stack_start + 1 - count;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t offset = source[i] - (uint64_t)from->base;
        if (offset < CLOISTER_GATE_BASE || offset >= from->slot->image->text_end) return -EFAULT;
        target[i] = (uint64_t)to->base + offset;
    }
    to->regs.gpr[RSP] = (uint64_t)target;
    return 0;
}

static int copy_for_fork(struct cl_context *child, struct cl_context *parent, bool share_files) {
    child->regs = parent->regs;
    child->regs.how = CL_AT_GATE;
    child->regs.gpr[RAX] = 0;
    memcpy(child->ids, parent->ids, sizeof child->ids);
    child->signal_mask = parent->signal_mask;
    child->has_signal_mask = parent->has_signal_mask;
    cl_context_set_thread_pointer(child, cl_context_thread_pointer(parent));
    if (share_files) {
        child->files = parent->files;
        child->files->references++;
    } else {
        child->files = cl_files_copy(parent->files);
        if (!child->files) return -ENOMEM;
    }
    int error = copy_control_stack(child, parent);
    return error ? error : cl_signal_copy(child, parent);
}

/* The parent stands at a gate call, in the handler of its syscall or suspended by it. */
int cl_context_fork(struct cl_context *parent, struct cl_slot *slot, bool share_files, struct cl_context **result) {
    if (!parent->is_pending || parent->regs.how == CL_AT_RIP || slot->image != parent->slot->image) return -EINVAL;
    if (parent->state == CL_DEAD) return -EINVAL;
    struct cl_context *child;
    int error = allocate(slot, &child);
    if (error) return error;
    if (cl_cpu.vector_owner == parent) cl_vectors_save(parent);
    error = copy_for_fork(child, parent, share_files);
    if (error) {
        cl_context_kill(child);
        cl_context_free(child);
        return error;
    }
    *result = child;
    return 0;
}

int cl_context_exec(struct cl_context *context, struct cl_slot *slot, uint64_t entry, uint64_t stack) {
    if (!cl_image_is_label(slot->image, entry)) return -EINVAL;
    cl_signal_clear(context);
    cl_control_close_reserve(context);
    context->slot->context_count--;
    enter_slot(context, slot);
    cl_context_set_thread_pointer(context, 0);
    write_first_entry(context);
    reset_registers(context, entry, stack);
    if (cl_cpu.vector_owner == context) cl_cpu.vector_owner = NULL;
    cl_context_settle(context);
    return 0;
}

void cl_context_settle(struct cl_context *context) {
    context->is_pending = false;
    if (context->state == CL_SUSPENDED) cl_make_runnable(context);
}

void cl_context_complete(struct cl_context *context, int64_t result) {
    context->regs.gpr[RAX] = (uint64_t)result;
    cl_context_settle(context);
}

/* Not by stepping RIP back: the return address says nothing sure about the bytes before it (a tail jump into the gate
   leaves another call's). The syscall is dispatched again instead, before the guest goes on. */
void cl_context_restart(struct cl_context *context) {
    context->regs.how = CL_AT_SYSCALL;
    context->regs.gpr[RAX] = context->syscall_number;
    context->progress = 0;
    cl_context_settle(context);
}

/* A running one stops when the handler that it is in returns. */
void cl_context_suspend(struct cl_context *context) {
    context->is_stopped = true;
    if (context->state == CL_RUNNABLE) cl_queue_remove(context);
    if (context->state == CL_RUNNABLE || context->state == CL_RUNNING) context->state = CL_STOPPED;
}

void cl_context_resume(struct cl_context *context) {
    context->is_stopped = false;
    if (context->state != CL_STOPPED) return;
    if (context->is_pending)
        context->state = CL_SUSPENDED;
    else
        cl_make_runnable(context);
}

void cl_context_kill(struct cl_context *context) {
    if (context->state == CL_DEAD) return;
    cl_queue_remove(context);
    context->state = CL_DEAD;
    context->is_pending = false;
    cl_signal_clear(context);
    cl_control_give(context);
    if (context->files) cl_files_unref(context->files);
    context->files = NULL;
    context->slot->context_count--;
    cl_core.statistics.contexts_live--;
    if (cl_cpu.vector_owner == context) cl_cpu.vector_owner = NULL;
}

void cl_context_free(struct cl_context *context) {
    cl_context_kill(context);
    free(context);
}

static uint64_t *thread_pointer(const struct cl_context *context) {
    return (uint64_t *)(cl_control_end(context) - 1 + CLOISTER_TRUSTED_THREAD_POINTER);
}

void cl_context_set_thread_pointer(struct cl_context *context, uint32_t value) {
    *thread_pointer(context) = value;
}

uint32_t cl_context_thread_pointer(const struct cl_context *context) {
    return (uint32_t)*thread_pointer(context);
}

uint64_t cl_context_depth(const struct cl_context *context) {
    return (context->stack_start - context->regs.gpr[RSP]) / sizeof(uint64_t);
}
