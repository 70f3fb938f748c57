/* attack: a timer fires thousands of times while the program runs pseudo-instructions; each must resume or restart rightly,
   and no handler may see a host address in a register */
#include "attack.h"
#include <sys/time.h>
#include <ucontext.h>

typedef unsigned (*function)(unsigned);
static unsigned one(unsigned n) { return n * 3 + 1; }
static unsigned two(unsigned n) { return n ^ 0x5555; }
static unsigned three(unsigned n) { return n >> 1; }
static volatile function functions[] = {one, two, three};
static char from[256], to[256];
static __thread unsigned in_tls;
static volatile sig_atomic_t hits, leaks;

static void look(int n, siginfo_t *info, void *context)
{
    (void)n, (void)info;
    hits++;
    const greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
    static const int pointers[] = {REG_RIP, REG_RSP, REG_RDI, REG_RSI, REG_R11};
    for (unsigned i = 0; i < sizeof pointers / sizeof *pointers; i++)
        leaks += (uint64_t)g[pointers[i]] >> 32 != 0;
}

__attribute__((noinline)) static unsigned by_switch(unsigned n)
{
    switch (n % 9) {
    case 0: return n + 11;
    case 1: return n * 5;
    case 2: return n ^ 77;
    case 3: return n - 9;
    case 4: return n << 1;
    case 5: return n | 3;
    case 6: return n & 0xffff;
    default: return n;
    }
}

static unsigned work(void)
{
    unsigned sum = 7;
    for (unsigned i = 0; i < 3000; i++) {
        sum = functions[i % 3](sum) + by_switch(sum + i);
        uint64_t count = 200, d = (uint64_t)to, s = (uint64_t)from;
        __asm__ volatile("rep movsb" : "+D"(d), "+S"(s), "+c"(count) : : "memory");
        count = 25;
        d = (uint64_t)to;
        __asm__ volatile("rep stosq" : "+D"(d), "+c"(count) : "a"((uint64_t)sum) : "memory");
        sum += (unsigned char)to[i % 200] + in_tls++;
    }
    in_tls = 0;
    return sum;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = look, .sa_flags = SA_SIGINFO | SA_RESTART};
    for (int i = 0; i < 256; i++)
        from[i] = (char)i;
    const unsigned right = work();
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = {{0, 500}, {0, 500}};
    setitimer(ITIMER_REAL, &timer, NULL);
    for (int i = 0; i < 3000 && hits < 400; i++) {
        unsigned result = work();
        if (result != right)
            escaped("a result changed under signals", "round", i);
    }
    timer = (struct itimerval){0};
    setitimer(ITIMER_REAL, &timer, NULL);
    MUST(hits > 10);
    if (leaks)
        escaped("host addresses in a signal frame", "times", leaks);
    return verdict();
}
