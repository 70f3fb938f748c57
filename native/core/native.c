/* Syscalls answered without the host. General registers only, as in dispatch.c. */

#include "core.h"

#include <errno.h>

#pragma GCC target("general-regs-only")

enum number {
    SYS_READ = 0,
    SYS_WRITE = 1,
    SYS_RT_SIGPROCMASK = 14,
    SYS_READV = 19,
    SYS_WRITEV = 20,
    SYS_SCHED_YIELD = 24,
    SYS_GETPID = 39,
    SYS_GETUID = 102,
    SYS_GETGID = 104,
    SYS_GETEUID = 107,
    SYS_GETEGID = 108,
    SYS_GETPPID = 110,
    SYS_ARCH_PRCTL = 158,
    SYS_GETTID = 186,
};

enum { ARCH_SET_FS = 0x1002 };

/* The thread pointer is a slot offset like every pointer; Linux refuses what is not canonical, we what is no offset. */
static int64_t arch_prctl(struct cl_context *context) {
    uint64_t address = context->regs.gpr[RSI];
    if ((uint32_t)context->regs.gpr[RDI] != ARCH_SET_FS) return CL_DECLINED;
    if (address >= CLOISTER_USER_END) return -EPERM;
    cl_context_set_thread_pointer(context, (uint32_t)address);
    return 0;
}

enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };
#define UNBLOCKABLE (1ULL << (9 - 1) | 1ULL << (19 - 1)) /* SIGKILL, SIGSTOP */

static int change_mask(struct cl_context *context, uint32_t how, uint64_t set) {
    switch (how) {
    case SIG_BLOCK: set |= context->signal_mask; break;
    case SIG_UNBLOCK: set = context->signal_mask & ~set; break;
    case SIG_SETMASK: break;
    default: return -EINVAL;
    }
    context->signal_mask = set & ~UNBLOCKABLE;
    return 0;
}

/* A libc blocks all signals around fork, posix_spawn and much else: five calls a process. */
static int64_t rt_sigprocmask(struct cl_context *context) {
    const uint64_t *gpr = context->regs.gpr;
    uint64_t old = context->signal_mask, set;
    if (!context->has_signal_mask || context->has_pending_signals) return CL_DECLINED;
    if (gpr[R10] != sizeof set) return -EINVAL;
    if (gpr[RSI]) {
        if (cl_slot_copy_in(context->slot, &set, (uint32_t)gpr[RSI], sizeof set)) return -EFAULT;
        int error = change_mask(context, (uint32_t)gpr[RDI], set);
        if (error) return error;
    }
    return gpr[RDX] ? cl_slot_copy_out(context->slot, (uint32_t)gpr[RDX], &old, sizeof old) : 0;
}

int64_t cl_native_syscall(struct cl_context *context) {
    switch (context->regs.gpr[RAX]) {
    case SYS_READ: return cl_native_read(context);
    case SYS_WRITE: return cl_native_write(context);
    case SYS_READV: return cl_native_readv(context);
    case SYS_WRITEV: return cl_native_writev(context);
    case SYS_RT_SIGPROCMASK: return rt_sigprocmask(context);
    case SYS_GETPID: return context->ids[CL_PID];
    case SYS_GETPPID: return context->ids[CL_PPID];
    case SYS_GETTID: return context->ids[CL_TID];
    case SYS_GETUID: return context->ids[CL_UID];
    case SYS_GETGID: return context->ids[CL_GID];
    case SYS_GETEUID: return context->ids[CL_EUID];
    case SYS_GETEGID: return context->ids[CL_EGID];
    case SYS_ARCH_PRCTL: return arch_prctl(context);
    default: return CL_DECLINED;
    }
}
