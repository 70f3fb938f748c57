/* What the attack programs share. An attack exits with 0 and prints "contained" when everything it tried was stopped;
   what was not stopped it prints as "ESCAPED: ...". */
#ifndef ATTACK_H
#define ATTACK_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int attack_failures;

#define SURVIVED 77

static inline void escaped(const char *what, const char *how, long detail)
{
    printf("ESCAPED: %s: %s %ld\n", what, how, detail);
    fflush(stdout);
    attack_failures++;
}

/* Waits for `pid` and says what happened to it: a signal number, or 1000 + exit status. */
static inline int outcome_of(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    return WIFSIGNALED(status) ? WTERMSIG(status) : 1000 + WEXITSTATUS(status);
}

/* The statement, run in a child, must be ended by the signal `first` or `second`. */
#define DIES_BY(first, second, statement)                                        \
    do {                                                                         \
        fflush(stdout);                                                          \
        pid_t dies_pid = fork();                                                 \
        if (dies_pid == 0) {                                                     \
            alarm(20);                                                           \
            statement;                                                           \
            _exit(SURVIVED);                                                     \
        }                                                                        \
        int dies_outcome = outcome_of(dies_pid);                                 \
        if (dies_outcome != (first) && dies_outcome != (second))                 \
            escaped(#statement, "ended with (1000 + status, or signal)", dies_outcome); \
    } while (0)

#define DIES(signal_number, statement) DIES_BY(signal_number, signal_number, statement)

/* The statement, run in a child, may do anything to that child, except to live on for ever. */
#define ENDS(statement)                                                          \
    do {                                                                         \
        fflush(stdout);                                                          \
        pid_t ends_pid = fork();                                                 \
        if (ends_pid == 0) {                                                     \
            alarm(5);                                                            \
            statement;                                                           \
            _exit(SURVIVED);                                                     \
        }                                                                        \
        if (outcome_of(ends_pid) == SIGALRM)                                     \
            escaped(#statement, "hangs", 0);                                     \
    } while (0)

/* The expression must be -1 with this errno. */
#define REFUSED(error, expression)                                               \
    do {                                                                         \
        errno = 0;                                                               \
        long refused_result = (long)(expression);                                \
        if (refused_result != -1 || errno != (error))                            \
            escaped(#expression, strerror(errno), refused_result);               \
    } while (0)

#define FAILS(expression)                                                        \
    do {                                                                         \
        errno = 0;                                                               \
        long fails_result = (long)(expression);                                  \
        if (fails_result != -1)                                                  \
            escaped(#expression, "succeeded with", fails_result);                \
    } while (0)

#define MUST(condition)                                                          \
    do {                                                                         \
        if (!(condition))                                                        \
            escaped(#condition, "does not hold, errno", errno);                  \
    } while (0)

static inline int verdict(void)
{
    if (!attack_failures)
        printf("contained\n");
    fflush(stdout);
    return attack_failures != 0;
}

/* Where things lie in a slot (abi/layout.py). */
#define DOMAIN_PAGE 0x3fe000ul
#define GATE_PAGE 0x3ff000ul
#define TEXT_START 0x400000ul
#define TOP_GUARD 0xffff0000ul

#endif
