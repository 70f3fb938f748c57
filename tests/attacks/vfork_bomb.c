/* attack: vfork in vfork, a vfork child that loops, dies by a fault, ruins the parent's stack, execs rubbish
   options: --pids 60 */
#include "attack.h"

static volatile int depth;

__attribute__((noinline)) static void nested(void)
{
    pid_t pid = vfork();
    if (pid == 0) {
        if (++depth < 30)
            nested();
        _exit(0);
    }
}

int main(void)
{
    nested();
    MUST(depth > 1);
    for (int i = 0; i < 50; i++) {
        pid_t pid = vfork();
        if (pid == 0) {
            if (i % 3 == 0)
                *(volatile int *)0 = 1;
            if (i % 3 == 1)
                execl("/nonexistent", "x", (char *)NULL);
            _exit(i);
        }
        int outcome = outcome_of(pid);
        MUST(outcome == (i % 3 ? 1000 + i : SIGSEGV));
    }
    /* A child that loops holds its parent, which can still be killed. */
    pid_t parent = fork();
    if (parent == 0) {
        setpgid(0, 0);
        if (vfork() == 0)
            for (;;)
                __asm__ volatile("");
        _exit(0);
    }
    usleep(30000);
    kill(-parent, SIGKILL);
    MUST(outcome_of(parent) == SIGKILL);
    return verdict();
}
