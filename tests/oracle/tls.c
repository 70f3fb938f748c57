/* Thread-local variables: initialised, zero, aligned, arrays, addresses, in functions, across fork and signals, flags kept across. */
#include "report.h"
#include <stdint.h>

static __thread int initialised = 42;
static __thread int zeroed;
__thread long global_tls = 7;
static __thread char array[1000] = "array in TLS";
static __thread struct { _Alignas(64) char block[64]; int after; } aligned = {{1}, 2};
static __thread double floating = 2.5;
static __thread int *self_pointer;

__attribute__((noinline)) static int *address_of(void) { return &initialised; }
__attribute__((noinline)) static int bump(int n) { return zeroed += n; }

/* A compare-and-swap whose result is used next to a TLS access: the flags must survive. */
__attribute__((noinline)) static int swap_and_count(int *p, int expected, int desired)
{
    int done = __atomic_compare_exchange_n(p, &expected, desired, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    zeroed += done;
    return done ? initialised : zeroed;
}

static void on_signal(int n)
{
    initialised += n;
    errno = 999;
}

__attribute__((noinline)) static long loop(int n)
{
    long total = 0;
    for (int i = 0; i < n; i++) {
        array[i % 1000] ^= (char)i;
        total += array[(i * 7) % 1000] + (global_tls & 3);
        global_tls = global_tls * 5 + 1;
    }
    return total;
}

int main(void)
{
    printf("%d %d %ld %s %d %g\n", initialised, zeroed, global_tls, array, aligned.after, floating);
    HOLDS(address_of() == &initialised);
    HOLDS(((uintptr_t)&aligned & 63) == 0);
    self_pointer = &zeroed;
    *self_pointer = 5;
    printf("%d %d\n", bump(3), bump(-1));
    int value = 1;
    printf("%d ", swap_and_count(&value, 1, 2));
    printf("%d %d\n", swap_and_count(&value, 1, 3), value);
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    printf("%d %d\n", initialised, errno);
    printf("%ld %ld\n", loop(5000), global_tls);
    floating += array[3];
    printf("%g\n", floating);
    fflush(stdout);
    if (fork() == 0) {
        initialised = 1;
        printf("child %d %d %ld\n", initialised, zeroed, global_tls);
        exit(0);
    }
    wait(NULL);
    printf("%d\n", initialised);
    return 0;
}
/* variants: -O0 | -O2 | -O3 -fno-omit-frame-pointer | -Os */
