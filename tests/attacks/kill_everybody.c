/* attack: kills whom it can: kill(-1), init, its parent, every pid, every thread id
   alone: kill(-1) rightly kills neighbours of the same user */
#include "attack.h"

int main(void)
{
    int ready[2];
    char c;
    pipe(ready);
    pid_t child = fork();
    if (child == 0) {
        write(ready[1], "r", 1);
        for (;;)
            pause();
    }
    read(ready[0], &c, 1);
    signal(SIGTERM, SIG_IGN);
    kill(-1, SIGTERM);
    MUST(outcome_of(child) == SIGTERM);
    for (int signal_number = 0; signal_number < 70; signal_number++)
        kill(0x7ffffff0, signal_number);
    for (pid_t pid = 2; pid < 3000; pid++)
        if (pid != getpid())
            kill(pid, SIGKILL);
    for (pid_t pid = -3000; pid < -1; pid++)
        if (pid != -getpgrp())
            kill(pid, SIGKILL);
    kill(INT32_MIN, SIGKILL);
    MUST(getpid() > 0);
    int status = verdict();
    if (status == 0)
        kill(-1, SIGKILL);
    return status;
}
