/* attack: an unmasked x87 exception is left pending at every way out of the program: syscalls, ticks, exit, faults */
#include "attack.h"
#include <sched.h>

static void arm(void)
{
    uint16_t control = 0x340;
    __asm__ volatile("fldcw %0; fld1; fldz; fdivrp %%st, %%st(1)" : : "m"(control));
}

static void unmask_sse(void)
{
    uint32_t mxcsr = 0xe000;
    __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
}

static void spin(void) { for (volatile long i = 0; i < 20000000; i++) {} }

int main(void)
{
    int fds[2];
    char c;
    pipe(fds);
    write(fds[1], "xxxx", 4);
    /* Ended by SIGFPE, or going on: the kernel of the LibOS must not care. */
    ENDS(arm(); getppid());
    ENDS(arm(); write(1, "", 0));
    ENDS(arm(); sched_yield());
    ENDS(arm(); read(fds[0], &c, 1));
    ENDS(arm(); fork());
    ENDS(arm(); spin());
    ENDS(arm(); *(volatile int *)0 = 1);
    ENDS(arm(); raise(SIGUSR1));
    ENDS(arm());
    ENDS(unmask_sse(); getppid(); sched_yield(); open("/dev/null", O_RDONLY));
    ENDS(unmask_sse(); spin());
    ENDS(unmask_sse(); usleep(1000));
    return verdict();
}
