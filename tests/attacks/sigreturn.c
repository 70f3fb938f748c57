/* attack: sigreturn without a signal, twice, from deeper and from shallower, with a forged frame on the stack */
#include "attack.h"
#include <ucontext.h>

static void plain(void) { syscall(SYS_rt_sigreturn); }

static void on_frame(void)
{
    /* A whole forged ucontext where the stack pointer is. */
    volatile uint64_t frame[150];
    for (int i = 0; i < 150; i++)
        frame[i] = TEXT_START;
    frame[0] = GATE_PAGE;
    __asm__ volatile("" : : "r"(frame) : "memory");
    syscall(SYS_rt_sigreturn, frame, frame, frame);
}

static void inside(int n) { (void)n; syscall(SYS_rt_sigreturn); _exit(SURVIVED); }

__attribute__((noinline)) static void deeper(int n)
{
    volatile char pad[64];
    pad[0] = 1;
    if (n)
        deeper(n - 1);
    else
        syscall(SYS_rt_sigreturn);
    pad[1] = 2;
}
static void inside_deeper(int n) { (void)n; deeper(10); _exit(SURVIVED); }

int main(void)
{
    DIES(SIGSEGV, plain());
    DIES(SIGSEGV, on_frame());
    DIES(SIGSEGV, signal(SIGUSR1, SIG_IGN); raise(SIGUSR1); plain());
    DIES_BY(SIGSEGV, 1000 + SURVIVED, signal(SIGUSR1, inside); raise(SIGUSR1));
    DIES_BY(SIGSEGV, 1000 + SURVIVED, signal(SIGUSR1, inside_deeper); raise(SIGUSR1));
    DIES(SIGSEGV, signal(SIGUSR1, inside); raise(SIGUSR1); plain());
    return verdict();
}
