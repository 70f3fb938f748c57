/* attack: loops for ever, in several ways, without a syscall; others go on, and it can be killed */
#include "attack.h"
#include <time.h>

static void tight(void) { for (;;) __asm__ volatile(""); }
static void self_jump(void) { __asm__ volatile("1: jmp 1b"); }
static void with_calls(void) { extern void callee(void); for (;;) callee(); }
__attribute__((noinline)) void callee(void) { __asm__ volatile(""); }
static void with_strings(void) { static char block[100000]; for (;;) memset(block, 1, sizeof block); }
static void with_floats(void) { volatile double d = 1; for (;;) d = d * 1.0001; }
static void with_gate(void) { for (;;) getppid(); }
static void with_faults(void) { signal(SIGSEGV, SIG_IGN); for (;;) sched_yield(); }
static void masked(void) { sigset_t all; sigfillset(&all); sigprocmask(SIG_SETMASK, &all, NULL); for (;;) __asm__ volatile(""); }

int main(void)
{
    static void (*const bodies[])(void) = {tight, self_jump, with_calls, with_strings, with_floats, with_gate, with_faults, masked};
    enum { COUNT = sizeof bodies / sizeof *bodies };
    pid_t pids[COUNT];
    for (int i = 0; i < COUNT; i++)
        if ((pids[i] = fork()) == 0)
            bodies[i]();
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    nanosleep(&(struct timespec){0, 100000000}, NULL);
    clock_gettime(CLOCK_MONOTONIC, &b);
    if (b.tv_sec - a.tv_sec > 5)
        escaped("loops starve a sleeper", "seconds", b.tv_sec - a.tv_sec);
    for (int i = 0; i < COUNT; i++) {
        MUST(waitpid(pids[i], NULL, WNOHANG) == 0);
        kill(pids[i], SIGKILL);
    }
    for (int i = 0; i < COUNT; i++)
        MUST(outcome_of(pids[i]) == SIGKILL);
    /* A handler interrupts a loop. */
    DIES(SIGALRM, alarm(1); tight());
    return verdict();
}
