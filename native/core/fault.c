/* Faults. One handler for the five synchronous signals: a guest's fault becomes a call of the host's fault handler, a
   fault inside cl_copy its error, anything else goes to whoever was there before. */

#define _GNU_SOURCE
#include "trap.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
enum { SIGNALS = sizeof signals / sizeof *signals, SIGNAL_STACK_SIZE = 64 * 1024 };

static struct sigaction previous[SIGNALS];

/* Of the last guest fault, for cl_on_fault. */
static struct {
    int signal, code;
    uint32_t address;
} last;

/* Linux's codes: the whole slot is mapped here, so a closed page faults as "no permission" where Linux, to which it
   does not exist, says "not mapped". */
static int code_of(const struct cl_context *context, const siginfo_t *info, uint32_t address) {
    if (info->si_signo != SIGSEGV || info->si_code == SI_KERNEL) return info->si_code;
    if (cl_control_contains((uint64_t)info->si_addr)) return SEGV_MAPERR; /* as below Linux's stack */
    return cl_extents_is_open(context->slot, address) ? SEGV_ACCERR : SEGV_MAPERR;
}

/* An overflow of the control stack shows the data stack's pointer, as that is where Linux's fault would be. */
static uint32_t address_of(const struct cl_context *context, const siginfo_t *info) {
    uint64_t address = (uint64_t)info->si_addr;
    if (info->si_code == SI_KERNEL) return 0;
    if (cl_control_contains(address)) return (uint32_t)context->regs.gpr[R14];
    return (uint32_t)(address - (uint64_t)context->base);
}

static void contain(struct cl_context *context, const siginfo_t *info, ucontext_t *ucontext) {
    cl_land(context, ucontext, cl_fault_landing);
    last.signal = info->si_signo;
    last.address = address_of(context, info);
    last.code = code_of(context, info, last.address);
}

struct cl_context *cl_on_fault(struct cl_context *context) {
    cl_raise(context, last.signal, last.code, last.address);
    return cl_continue(context);
}

static bool recover(const siginfo_t *info, ucontext_t *ucontext) {
    if (!cl_cpu.recover_rsp || (info->si_signo != SIGSEGV && info->si_signo != SIGBUS)) return false;
    if (!cl_elrange_contains((uint64_t)info->si_addr)) return false;
    ucontext->uc_mcontext.gregs[REG_RSP] = (greg_t)cl_cpu.recover_rsp;
    ucontext->uc_mcontext.gregs[REG_RIP] = (greg_t)cl_copy_faulted;
    return true;
}

static void chain(int number, siginfo_t *info, void *ucontext) {
    for (int i = 0; i < SIGNALS; i++) {
        if (signals[i] != number) continue;
        if (previous[i].sa_flags & SA_SIGINFO)
            previous[i].sa_sigaction(number, info, ucontext);
        else if (previous[i].sa_handler != SIG_DFL && previous[i].sa_handler != SIG_IGN)
            previous[i].sa_handler(number);
        else
            sigaction(number, &previous[i], NULL); /* the instruction faults again, and the default action follows */
    }
}

static void on_signal(int number, siginfo_t *info, void *frame) {
    int error = errno;
    ucontext_t *ucontext = frame;
    struct cl_context *guest = info->si_code > 0 ? cl_interrupted_guest(ucontext) : NULL;
    if (guest)
        contain(guest, info, ucontext);
    else if (!recover(info, ucontext))
        chain(number, info, frame);
    errno = error;
}

/* Asynchronous signals stay blocked on the way to the landing: it runs before any of them is handled. */
static int install(int index) {
    struct sigaction current, ours = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    sigemptyset(&ours.sa_mask);
    sigaddset(&ours.sa_mask, cl_tick_signal());
    if (sigaction(signals[index], NULL, &current)) return -errno;
    if (current.sa_flags & SA_SIGINFO && current.sa_sigaction == on_signal) return 0;
    previous[index] = current;
    return sigaction(signals[index], &ours, NULL) ? -errno : 0;
}

static int install_all(void) {
    for (int i = 0; i < SIGNALS; i++) {
        int error = install(i);
        if (error) return error;
    }
    return 0;
}

static int install_signal_stack(void) {
    static _Thread_local uint8_t *memory;
    stack_t current;
    if (sigaltstack(NULL, &current)) return -errno;
    if (!(current.ss_flags & SS_DISABLE) && current.ss_size >= SIGNAL_STACK_SIZE / 2) return 0;
    if (!memory) {
        void *mapped = mmap(NULL, SIGNAL_STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapped == MAP_FAILED) return -ENOMEM;
        memory = mapped;
    }
    stack_t ours = {.ss_sp = memory, .ss_size = SIGNAL_STACK_SIZE};
    return sigaltstack(&ours, NULL) ? -errno : 0;
}

/* A blocked tick would never preempt, and a blocked fault kills the process. */
static int unblock_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, cl_tick_signal());
    for (int i = 0; i < SIGNALS; i++) sigaddset(&set, signals[i]);
    return -pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static bool is_ours(void) {
    struct sigaction current;
    return !sigaction(SIGSEGV, NULL, &current) && current.sa_flags & SA_SIGINFO && current.sa_sigaction == on_signal;
}

/* Before every run: it may be another thread, and somebody (faulthandler, which sets all of them and the signal stack)
   may have been enabled in between. One system call when nothing has changed. */
int cl_thread_prepare(void) {
    static _Thread_local bool is_prepared;
    if (is_prepared && is_ours()) return 0;
    int error = install_signal_stack();
    if (!error) error = unblock_signals();
    if (!error) error = install_all();
    is_prepared = !error;
    return error;
}
