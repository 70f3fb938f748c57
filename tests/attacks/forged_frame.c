/* attack: a signal handler rewrites the context it returns to: rip, rsp, flags, segments, the floating point state */
#include "attack.h"
#include <ucontext.h>

static volatile int mode, hijacked;
static void gadget(void) { hijacked = 1; _exit(SURVIVED); }

static void rewrite(int n, siginfo_t *info, void *context)
{
    ucontext_t *u = context;
    greg_t *g = u->uc_mcontext.gregs;
    (void)n, (void)info;
    switch (mode) {
    case 0: g[REG_RIP] = (greg_t)gadget + 5; break;
    case 1: g[REG_RIP] = GATE_PAGE; break;
    case 2: g[REG_RIP] = 0; break;
    case 3: g[REG_RIP] = -1; break;
    case 4: g[REG_RIP] += 1; break;
    case 5: g[REG_RIP] |= 1ll << 40; break;
    case 6: g[REG_RSP] = 0; break;
    case 7: g[REG_RSP] = ~0ull; break;
    case 8: g[REG_EFL] = ~0ull; break;
    case 9: g[REG_EFL] = 0x100; break;
    case 10: g[REG_EFL] = 0x40400 | 0x3000 | 0x4000; break;
    case 11: g[REG_CSGSFS] = -1; break;
    case 12: g[REG_CSGSFS] = 0; break;
    case 13: if (u->uc_mcontext.fpregs) u->uc_mcontext.fpregs->mxcsr = ~0u; break;
    case 14: if (u->uc_mcontext.fpregs) memset(u->uc_mcontext.fpregs, 0xff, 512); break;
    case 15: u->uc_mcontext.fpregs = (void *)8; break;
    case 16: u->uc_mcontext.fpregs = (void *)0xffffffff; break;
    case 17: u->uc_mcontext.fpregs = (void *)(TOP_GUARD - 8); break;
    case 18: memset(u, 0xff, sizeof *u); break;
    case 19: memset(u, 0, sizeof *u); break;
    case 20: memset(&u->uc_sigmask, 0xff, 8); break;
    case 21: u->uc_flags = ~0ul; u->uc_link = (void *)1; break;
    case 22: u->uc_stack.ss_sp = (void *)GATE_PAGE; u->uc_stack.ss_size = ~0ul; break;
    case 23: for (int i = 0; i < 15; i++) g[i] = -1; break;
    case 24: memset((char *)u - 4096, 0xcc, 4096 + sizeof *u); break;
    }
}

/* Flags that a program must never have: trap, direction, alignment check, nested task, privilege level. */
static int flags_are_sane(void)
{
    uint32_t mxcsr;
    volatile uint64_t value = 1;
    char block[4] = {1, 2, 3, 4}, copy[4] = {0};
    void *to = copy;
    const void *from = block;
    uint64_t count = 4;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
    volatile uint32_t misaligned = *(volatile uint32_t *)((char *)&value + 1);
    (void)misaligned;
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    return memcmp(block, copy, 4) == 0 && (mxcsr & 0xffff0000) == 0;
}

static void attempt(int which)
{
    struct sigaction action = {.sa_sigaction = rewrite, .sa_flags = SA_SIGINFO};
    mode = which;
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    if (!flags_are_sane())
        _exit(9);
    getppid();
    _exit(0);
}

int main(void)
{
    for (int which = 0; which <= 24; which++) {
        pid_t pid = fork();
        if (pid == 0) {
            alarm(5);
            attempt(which);
        }
        int outcome = outcome_of(pid);
        if (outcome == 1000 + SURVIVED || outcome == 1009 || outcome == SIGALRM || outcome == SIGTRAP)
            escaped("forged frame", "mode * 10000 + outcome", which * 10000 + outcome);
    }
    return verdict();
}
