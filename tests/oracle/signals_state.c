/* What a handler must not disturb: registers, flags, floats, errno by hand, the red zone, vector registers. */
#include "report.h"
#include <immintrin.h>
#include <math.h>
#include <sys/time.h>

static volatile sig_atomic_t hits;
static volatile double sink;

static void disturb(int n)
{
    (void)n;
    hits++;
    double d = 1;
    for (int i = 1; i < 50; i++)
        d = d * 1.1 + sqrt(i);
    long double l = d;
    sink = (double)(l * l) + sin(d);
    __asm__ volatile("pcmpeqd %%xmm0,%%xmm0\n\tpcmpeqd %%xmm7,%%xmm7\n\tpcmpeqd %%xmm15,%%xmm15" ::: "xmm0", "xmm7", "xmm15");
}

__attribute__((noinline)) static unsigned mix(unsigned n)
{
    unsigned a[8] = {n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7};
    for (int r = 0; r < 16; r++)
        for (int i = 0; i < 8; i++)
            a[i] = (a[i] << 5 | a[i] >> 27) ^ (a[(i + 1) & 7] + (unsigned)r);
    return a[0] ^ a[3] ^ a[7];
}

static double orbit(int n)
{
    double x = 0.3, y = 0.1;
    for (int i = 0; i < n; i++) {
        double t = x * x - y * y + 0.285;
        y = 2 * x * y + 0.01;
        x = t;
    }
    return x + y;
}

static long double wide(int n)
{
    long double s = 0;
    for (int i = 1; i < n; i++)
        s += 1.0L / ((long double)i * i);
    return s;
}

int main(void)
{
    struct sigaction action = {.sa_handler = disturb, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &timer, NULL);
    unsigned total = 0;
    double orbits = 0;
    long double series = 0;
    for (int i = 0; hits < 60 || i < 1000; i++) {
        unsigned before = total;
        total = 0;
        orbits = series = 0;
        for (unsigned j = 0; j < 200; j++)
            total += mix(j);
        orbits = orbit(1000);
        series = wide(1000);
        if (i && before != total)
            printf("disturbed: %u %u\n", before, total);
    }
    timer = (struct itimerval){0};
    setitimer(ITIMER_REAL, &timer, NULL);
    printf("%u %a %La\n", total, orbits, series);
    return 0;
}
