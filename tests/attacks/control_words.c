/* attack: rounding modes, precision, flush-to-zero, a full x87 stack and undefined flags are left to whoever runs next */
#include "attack.h"
#include <sched.h>

static void poison(void)
{
    uint32_t mxcsr = 0xffc0;
    uint16_t control = 0x0c7f;
    __asm__ volatile("fninit; fldcw %0; ldmxcsr %1" : : "m"(control), "m"(mxcsr));
    __asm__ volatile("fldpi; fldpi; fldpi; fldpi; fldpi; fldpi; fldpi; fldpi");
}

static void check(int i)
{
    uint32_t mxcsr;
    uint16_t control;
    __asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(control));
    if ((mxcsr & 0xffc0) != 0xffc0 || control != 0x0c7f)
        escaped("own control words changed at switch", "round", i);
}

int main(void)
{
    poison();
    for (int i = 0; i < 300; i++) {
        check(i);
        sched_yield();
        check(i);
        if (i % 100 == 0)
            usleep(1000);
    }
    for (int i = 0; i < 5; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            check(i);
            poison();
            _exit(0);
        }
        MUST(outcome_of(pid) == 1000);
    }
    uint32_t mxcsr = 0x1f80;
    __asm__ volatile("fninit; ldmxcsr %0" : : "m"(mxcsr));
    return verdict();
}
