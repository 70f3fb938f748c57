/* setjmp and longjmp: values, locals, nesting, from deep recursion, in a loop, sigsetjmp with masks. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static jmp_buf outer, inner;

__attribute__((noinline)) static void dive(int depth, jmp_buf to, int value)
{
    if (depth == 0)
        longjmp(to, value);
    dive(depth - 1, to, value);
    printf("not reached\n");
}

static void nested(void)
{
    volatile int stage = 0;
    int a = setjmp(outer);
    if (a == 0) {
        int b = setjmp(inner);
        stage++;
        if (b == 0)
            dive(10, inner, 5);
        printf("inner %d stage %d\n", b, stage);
        dive(100, outer, 6);
    }
    printf("outer %d stage %d\n", a, stage);
}

static int blocked(int signal_number)
{
    sigset_t set;
    sigprocmask(SIG_BLOCK, NULL, &set);
    return sigismember(&set, signal_number);
}

static void masks(int save)
{
    sigjmp_buf env;
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_SETMASK, NULL, &old);
    int r = sigsetjmp(env, save);
    printf("save %d r %d blocked %d\n", save, r, blocked(SIGUSR1));
    if (r == 0) {
        sigprocmask(SIG_BLOCK, &set, NULL);
        siglongjmp(env, 9);
    }
    sigprocmask(SIG_SETMASK, &old, NULL);
}

static double keep(double x, int n)
{
    jmp_buf env;
    volatile double total = x;
    volatile int i = 0;
    int r = setjmp(env);
    total += r * 0.5;
    if (++i < n)
        longjmp(env, i);
    return total;
}

int main(void)
{
    nested();
    masks(0);
    masks(1);
    printf("%g\n", keep(1.25, 20));
    jmp_buf env;
    volatile int count = 0;
    int r = setjmp(env);
    if (count < 100000) {
        count++;
        longjmp(env, 0);
    }
    printf("%d %d\n", r, count);
    return 0;
}
/* variants: -O0 | -O2 | -O3 -fno-omit-frame-pointer | -Os */
