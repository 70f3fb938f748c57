/* What happens at a gate: a syscall is answered here or by the host, then the next context goes on. General registers
   only, so that the fast path leaves nothing in vector registers. */

#include "core.h"

#include <signal.h>

#pragma GCC target("general-regs-only")

struct cl_core cl_core;

/* The guest's floating-point environment is saved and the host's is loaded. */
void cl_host_begin(struct cl_context *context) {
    if (context && cl_cpu.vector_owner == context) cl_vectors_save(context);
    cl_cpu.vector_owner = NULL;
    cl_vectors_host();
}

void cl_raise(struct cl_context *context, int signal, int code, uint32_t address) {
    cl_core.statistics.faults++;
    cl_host_begin(context);
    cl_core.host.fault(context, signal, code, address);
}

static void answer_by_host(struct cl_context *context) {
    cl_core.statistics.syscalls_python++;
    context->is_pending = true;
    context->regs.how = CL_AT_GATE;
    cl_host_begin(context);
    cl_core.host.syscall(context);
    if (context->is_pending && context->state == CL_RUNNING) context->state = CL_SUSPENDED;
}

static void dispatch(struct cl_context *context) {
    context->syscall_number = context->regs.gpr[RAX];
    int64_t result = cl_core.is_native ? cl_native_syscall(context) : CL_DECLINED;
    if (result == CL_DECLINED) {
        answer_by_host(context);
    } else if (result != CL_BLOCKED) {
        cl_core.statistics.syscalls_native++;
        context->regs.gpr[RAX] = (uint64_t)result;
        context->regs.how = CL_AT_GATE;
    }
}

/* Takes the next one off the run queue; NULL if none is runnable. */
static struct cl_context *pick(void) {
    struct cl_context *context = cl_queue_pop(&cl_core.run_queue);
    if (!context) {
        cl_cpu.leave = CL_IDLE;
        return NULL;
    }
    context->state = CL_RUNNING;
    cl_core.statistics.switches++;
    return context;
}

static void leave_live_vectors(struct cl_context *context) {
    if (cl_cpu.vector_owner != context) return;
    cl_vectors_save(context);
    cl_cpu.vector_owner = NULL;
}

static void handle_tick(void) {
    __atomic_and_fetch(&cl_cpu.pending, ~(uint32_t)CL_RESCHEDULE, __ATOMIC_RELAXED);
    cl_core.statistics.ticks++;
    if (cl_is_past_deadline()) __atomic_or_fetch(&cl_cpu.pending, CL_DEADLINE, __ATOMIC_RELAXED);
    cl_host_begin(NULL);
    cl_core.host.tick();
}

/* A running context makes room for the others, or goes on if there are none. */
static struct cl_context *yield(struct cl_context *context) {
    if (!cl_core.run_queue.head || context->state != CL_RUNNING) return context;
    leave_live_vectors(context);
    cl_make_runnable(context);
    return pick();
}

/* The head of the queue runs now, and `context`, if it can go on, right after it. */
static struct cl_context *give_precedence(struct cl_context *context) {
    cl_core.has_precedence = false;
    struct cl_context *next = pick();
    if (!next) return context;
    if (context && context->state == CL_RUNNING) {
        leave_live_vectors(context);
        context->state = CL_RUNNABLE;
        cl_queue_push_front(&cl_core.run_queue, context);
    }
    return next;
}

static struct cl_context *stop(struct cl_context *context) {
    uint32_t pending = cl_cpu.pending;
    cl_cpu.leave = pending & CL_ERROR ? CL_FAILED : pending & CL_STOP ? CL_INTERRUPTED : CL_PAST_DEADLINE;
    /* A stop that was asked for stays asked for when an error is reported first. */
    uint32_t served = CL_DEADLINE | (pending & CL_ERROR ? CL_ERROR : CL_STOP);
    __atomic_and_fetch(&cl_cpu.pending, ~served, __ATOMIC_RELAXED);
    if (context && context->state == CL_RUNNING) {
        leave_live_vectors(context);
        context->state = CL_RUNNABLE;
        cl_queue_push_front(&cl_core.run_queue, context);
    }
    return NULL;
}

/* Everything that must happen before a guest's next instruction; the one to go on with may be another. */
struct cl_context *cl_continue(struct cl_context *context) {
    for (;;) {
        if ((cl_cpu.pending & (CL_RESCHEDULE | CL_ERROR)) == CL_RESCHEDULE) {
            if (context) leave_live_vectors(context);
            handle_tick();
            if (context) context = yield(context);
        }
        if (cl_cpu.pending & (CL_STOP | CL_ERROR | CL_DEADLINE)) return stop(context);
        if (cl_core.has_precedence) {
            context = give_precedence(context);
            continue;
        }
        if (!context || context->state != CL_RUNNING) {
            if (context) leave_live_vectors(context);
            context = pick();
            if (!context) return NULL;
        }
        if (context->attention) {
            context->attention = false;
            cl_host_begin(context);
            cl_core.host.attention(context);
        } else if (context->regs.how == CL_AT_SYSCALL) {
            dispatch(context);
        } else {
            return context;
        }
    }
}

struct cl_context *cl_on_syscall(struct cl_context *context) {
    enum { SYS_SCHED_YIELD = 24 };
    if (context->regs.gpr[RAX] == SYS_SCHED_YIELD && cl_core.is_native) {
        cl_core.statistics.syscalls_native++;
        context->regs.gpr[RAX] = 0;
        return cl_continue(yield(context));
    }
    context->progress = 0;
    dispatch(context);
    return cl_continue(context);
}

struct cl_context *cl_on_longjmp(struct cl_context *context) {
    struct cl_registers *regs = &context->regs;
    uint64_t depth = (uint32_t)regs->gpr[RDX], target = (uint32_t)regs->gpr[RCX];
    if (depth > cl_context_depth(context) || !cl_image_is_label(context->slot->image, target)) {
        cl_raise(context, SIGSEGV, SI_KERNEL, 0);
        return cl_continue(context);
    }
    uint64_t value = regs->gpr[RAX];
    static const int dropped[] = {RCX, RDX, RSI, RDI, R8, R9, R10, R11};
    for (unsigned i = 0; i < sizeof dropped / sizeof *dropped; i++) regs->gpr[dropped[i]] = 0;
    regs->gpr[RAX] = value;
    regs->gpr[RSP] = context->stack_start - depth * sizeof(uint64_t);
    regs->rip = (uint64_t)context->base + target;
    regs->rflags = CL_FLAGS_FIXED;
    regs->how = CL_AT_RIP;
    cl_signal_unwind(context, depth);
    return cl_continue(context);
}

/* If the host neither restores a state nor kills, the guest runs into the gate's hlt: SIGSEGV. */
struct cl_context *cl_on_sigreturn(struct cl_context *context) {
    context->regs.how = CL_AT_RIP;
    context->regs.rip = (uint64_t)context->base + CLOISTER_GATE_HALT;
    context->regs.rflags = CL_FLAGS_FIXED;
    context->regs.gpr[RCX] = context->regs.gpr[R11] = 0;
    cl_host_begin(context);
    cl_core.host.sigreturn(context);
    return cl_continue(context);
}

enum cl_leave cl_run(void) {
    cl_cpu.is_running = true;
    struct cl_context *context = cl_continue(NULL);
    if (context) cl_enter(context);
    cl_cpu.is_running = false;
    return cl_cpu.leave;
}
