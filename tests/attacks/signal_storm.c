/* attack: processes that send each other signals as fast as they can, handlers in handlers without end, fast timers */
#include "attack.h"
#include <sys/time.h>

static volatile sig_atomic_t hits, limit;

static void count(int n) { (void)n; hits++; }
static void nest(int n)
{
    hits++;
    if (hits < limit)
        raise(n);
}
static void fault_again(int n) { (void)n; hits++; *(volatile int *)0 = 1; }

static void set(int n, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(n, &action, NULL);
}

static void ping_pong(void)
{
    set(SIGUSR1, count, SA_RESTART);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        while (hits < 100)
            kill(parent, SIGUSR1);
        _exit(0);
    }
    for (int i = 0; i < 200000 && waitpid(child, NULL, WNOHANG) == 0; i++)
        kill(child, SIGUSR1);
    kill(child, SIGKILL);
    MUST(hits > 0);
}

static void timer_storm(void)
{
    struct itimerval timer = {{0, 200}, {0, 200}};
    set(SIGALRM, count, SA_RESTART);
    hits = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    unsigned long sum = 0;
    for (unsigned long i = 0; i < 3000000; i++)
        sum += i * (sum ^ i);
    for (int i = 0; i < 2000; i++)
        getppid();
    timer = (struct itimerval){0};
    setitimer(ITIMER_REAL, &timer, NULL);
    MUST(hits > 0 && sum != 1);
}

static void mutual_faults(void)
{
    set(SIGSEGV, fault_again, SA_NODEFER);
    *(volatile int *)0 = 1;
}

int main(void)
{
    ping_pong();
    timer_storm();
    /* Within reason handlers nest. */
    set(SIGUSR2, nest, SA_NODEFER);
    hits = 0;
    limit = 20;
    raise(SIGUSR2);
    MUST(hits == 20);
    DIES_BY(SIGSEGV, SIGKILL, limit = 1 << 30; raise(SIGUSR2));
    DIES_BY(SIGSEGV, SIGKILL, mutual_faults());
    DIES(SIGSEGV, set(SIGSEGV, fault_again, 0); *(volatile int *)0 = 1);
    DIES(SIGSEGV, set(SIGSEGV, (void (*)(int))TEXT_START + 1, 0); *(volatile int *)0 = 1);
    DIES_BY(SIGSEGV, SIGILL, set(SIGUSR1, (void (*)(int))8, 0); raise(SIGUSR1));
    DIES_BY(SIGSEGV, SIGILL, set(SIGUSR1, (void (*)(int))GATE_PAGE, 0); raise(SIGUSR1));
    DIES_BY(SIGSEGV, SIGILL, set(SIGUSR1, (void (*)(int))((char *)count + 4), 0); raise(SIGUSR1));
    DIES_BY(SIGSEGV, SIGILL, set(SIGUSR1, (void (*)(int))&hits, 0); raise(SIGUSR1));
    return verdict();
}
