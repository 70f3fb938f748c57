/* Signal handlers that fork, jump out, exec and return: in the parent and in the child; more than may be pending at once. */
#include "report.h"
#include <setjmp.h>
#include <sys/time.h>

static sigjmp_buf back;
static volatile sig_atomic_t hits, child;
static volatile pid_t made;

static void forking(int n)
{
    (void)n;
    hits++;
    made = fork();
    child = made == 0;
}

static void jumping(int n) { hits++; siglongjmp(back, n); }

static void deep(int n)
{
    hits++;
    if (hits < 15)
        raise(n);
    else if (hits == 15 && fork() == 0)
        child = 1;
}

static void set(int n, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(n, &action, NULL);
}

static int sum(int n)
{
    int local = n, more;
    if (n == 3)
        raise(SIGUSR1);
    more = n ? sum(n - 1) : 0;
    return local + more;
}

int main(void)
{
    int status;
    set(SIGUSR1, forking, 0);
    setvbuf(stdout, NULL, _IONBF, 0);
    int total = sum(10);
    if (child)
        _exit(total);
    waitpid(made, &status, 0);
    printf("parent %d hits %d\n", total, hits);
    print_status("child returned from the handler", status);

    hits = 0;
    set(SIGUSR1, jumping, 0);
    for (volatile int i = 0; i < 500; i++)
        if (sigsetjmp(back, 1) == 0)
            raise(SIGUSR1);
    printf("jumped %d\n", hits);
    hits = 0;
    set(SIGSEGV, jumping, SA_NODEFER);
    for (volatile int i = 0; i < 500; i++)
        if (sigsetjmp(back, 0) == 0)
            *(volatile int *)0 = 1;
    printf("jumped from faults %d\n", hits);

    hits = 0;
    set(SIGUSR2, deep, SA_NODEFER);
    raise(SIGUSR2);
    if (child)
        _exit(hits);
    printf("deep %d\n", hits);
    wait(&status);
    print_status("child of the deepest", status);

    /* A timer interrupts forks and waits. */
    set(SIGALRM, SIG_IGN, 0);
    hits = 0;
    set(SIGALRM, (void (*)(int))jumping, 0);
    struct itimerval timer = {{0, 3000}, {0, 3000}};
    volatile int rounds = 0;
    if (sigsetjmp(back, 1) == 0)
        setitimer(ITIMER_REAL, &timer, NULL);
    while (hits < 20) {
        volatile int spin = 0;
        while (spin < 100000)
            spin++;
        rounds++;
    }
    timer = (struct itimerval){0};
    setitimer(ITIMER_REAL, &timer, NULL);
    HOLDS(rounds > 0);
    return 0;
}
