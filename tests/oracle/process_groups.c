/* setpgid, getpgrp, setsid, kill to a group, errors. */
#include "report.h"

static volatile sig_atomic_t hits;
static void on_signal(int n) { (void)n; hits++; }

int main(void)
{
    int ready[2], status;
    pipe(ready);
    signal(SIGUSR1, on_signal);
    HOLDS(getpgrp() == getpgid(0));
    pid_t first = fork();
    if (first == 0) {
        setpgid(0, 0);
        write(ready[1], "r", 1);
        for (;;)
            pause();
    }
    char c;
    read(ready[0], &c, 1);
    HOLDS(getpgid(first) == first);
    pid_t second = fork();
    if (second == 0) {
        int r = setpgid(0, first);
        write(ready[1], r == 0 && getpgrp() == first ? "r" : "e", 1);
        for (;;)
            pause();
    }
    read(ready[0], &c, 1);
    printf("%c\n", c);
    TRY(kill(-first, SIGTERM));
    waitpid(first, &status, 0);
    print_status("first", status);
    waitpid(second, &status, 0);
    print_status("second", status);
    TRY(kill(-first, SIGTERM));
    TRY(kill(-first, 0));
    fflush(stdout);
    pid_t session = fork();
    if (session == 0) {
        HOLDS(setsid() == getpid());
        HOLDS(getsid(0) == getpid());
        HOLDS(getpgrp() == getpid());
        TRY(setsid());
        TRY(setpgid(0, 0));
        TRY(kill(0, SIGUSR1));
        printf("hits %d\n", hits);
        exit(0);
    }
    waitpid(session, &status, 0);
    print_status("session", status);
    TRY(setpgid(0, 1 << 22));
    TRY(setpgid(1 << 22, 0));
    TRY(setpgid(0, -1));
    TRY(getpgid(1 << 22));
    TRY(getsid(1 << 22));
    return 0;
}
