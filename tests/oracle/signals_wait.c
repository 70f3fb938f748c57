/* Signals and blocking calls: EINTR, SA_RESTART, sigsuspend, sigtimedwait, alarm, pause, SIGCHLD, SIGPIPE. */
#include "report.h"
#include <fcntl.h>
#include <sys/time.h>
#include <time.h>

static volatile sig_atomic_t hits;
static void on_signal(int n) { (void)n; hits++; }

static void set(int n, int flags)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(n, &action, NULL);
}

/* A child that signals its parent after it had time to block, then writes to the pipe. */
static pid_t helper(int n, int fd, const char *text)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        struct timespec wait = {0, 40000000};
        nanosleep(&wait, NULL);
        kill(getppid(), n);
        nanosleep(&wait, NULL);
        if (text)
            write(fd, text, strlen(text));
        _exit(0);
    }
    return pid;
}

static void broken_pipe(void)
{
    int fds[2];
    pipe(fds);
    close(fds[0]);
    signal(SIGPIPE, SIG_DFL);
    write(fds[1], "x", 1);
    printf("not reached\n");
}

int main(void)
{
    int fds[2], status;
    char buffer[16] = "";
    pipe(fds);
    set(SIGUSR1, 0);
    pid_t pid = helper(SIGUSR1, fds[1], "late");
    TRY(read(fds[0], buffer, 4));
    printf("hits %d\n", hits);
    TRY(read(fds[0], buffer, 4));
    waitpid(pid, &status, 0);

    set(SIGUSR1, SA_RESTART);
    pid = helper(SIGUSR1, fds[1], "more");
    TRY(read(fds[0], buffer, 4));
    printf("%s hits %d\n", buffer, hits);
    while (waitpid(pid, &status, 0) < 0) {}
    print_status("helper", status);

    set(SIGUSR1, SA_RESTART);
    pid = helper(SIGUSR1, fds[1], NULL);
    TRY(nanosleep(&(struct timespec){5, 0}, NULL));
    while (waitpid(pid, &status, 0) < 0) {}

    sigset_t mask, old;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigprocmask(SIG_BLOCK, &mask, &old);
    raise(SIGUSR1);
    printf("hits %d\n", hits);
    sigset_t none;
    sigemptyset(&none);
    TRY(sigsuspend(&none));
    printf("hits %d\n", hits);
    raise(SIGUSR1);
    siginfo_t info;
    printf("%d %d\n", sigtimedwait(&mask, &info, &(struct timespec){1, 0}), info.si_signo);
    TRY(sigtimedwait(&mask, &info, &(struct timespec){0, 1000}));
    int which = 0;
    raise(SIGUSR1);
    printf("%d", sigwait(&mask, &which));
    printf(" %d hits %d\n", which, hits);
    sigprocmask(SIG_SETMASK, &old, NULL);

    set(SIGALRM, 0);
    TRY(alarm(100));
    HOLDS(alarm(0) >= 99);
    struct itimerval timer = {.it_value = {0, 30000}};
    hits = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    TRY(pause());
    printf("hits %d\n", hits);
    timer.it_interval.tv_usec = 10000;
    hits = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    while (hits < 3)
        pause();
    timer = (struct itimerval){0};
    setitimer(ITIMER_REAL, &timer, NULL);
    HOLDS(hits >= 3);
    hits = 0;
    alarm(1);
    volatile unsigned long spins = 0;
    while (!hits)
        spins++;
    HOLDS(spins > 1000);

    set(SIGCHLD, SA_RESTART);
    hits = 0;
    fflush(stdout);
    if ((pid = fork()) == 0)
        _exit(3);
    waitpid(pid, &status, 0);
    print_status("child", status);
    printf("SIGCHLD %d\n", hits);
    signal(SIGCHLD, SIG_IGN);
    if ((pid = fork()) == 0)
        _exit(4);
    TRY(waitpid(pid, &status, 0));
    signal(SIGCHLD, SIG_DFL);

    in_child("broken pipe", broken_pipe);
    signal(SIGPIPE, SIG_IGN);
    close(fds[0]);
    TRY(write(fds[1], "x", 1));
    set(SIGPIPE, 0);
    hits = 0;
    TRY(write(fds[1], "x", 1));
    printf("hits %d\n", hits);
    return 0;
}
