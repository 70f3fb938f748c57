/* What the oracle programs share: printing a call, its result and its errno in one line. */
#ifndef ORACLE_REPORT_H
#define ORACLE_REPORT_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Evaluates an expression that fails with -1 and errno; prints result and reason. */
#define TRY(expression)                                                            \
    ({                                                                             \
        errno = 0;                                                                 \
        long try_result = (long)(expression);                                      \
        printf("%s = %ld%s%s\n", #expression, try_result, errno && try_result == -1 ? " " : "", \
               errno && try_result == -1 ? strerror(errno) : "");                  \
        try_result;                                                                \
    })

/* Prints only whether a call failed and why: for results that differ from run to run (pids, addresses). */
#define FAILS(expression)                                                          \
    ({                                                                             \
        errno = 0;                                                                 \
        long fails_result = (long)(expression);                                    \
        printf("%s: %s\n", #expression, fails_result == -1 ? strerror(errno) : "ok"); \
        fails_result;                                                              \
    })

/* Prints a condition and whether it holds. */
#define HOLDS(condition) printf("%s: %s\n", #condition, (condition) ? "yes" : "NO")

static inline void print_status(const char *what, int status)
{
    if (WIFEXITED(status))
        printf("%s: exited %d\n", what, WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        printf("%s: killed by %d\n", what, WTERMSIG(status));
    else
        printf("%s: status %#x\n", what, status);
    fflush(stdout);
}

/* Runs `body` in a forked child and prints how it ended. stdout is flushed before, so nothing is printed twice. */
static inline void in_child(const char *what, void (*body)(void))
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        body();
        fflush(stdout);
        _exit(0);
    }
    int status = -1;
    if (waitpid(pid, &status, 0) != pid)
        printf("%s: waitpid failed: %s\n", what, strerror(errno));
    print_status(what, status);
}

#endif
