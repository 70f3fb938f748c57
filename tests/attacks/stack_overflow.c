/* attack: overflows of the data stack and of the control stack, caught and uncaught, again and again */
#include "attack.h"
#include <setjmp.h>

static volatile long depth;
static sigjmp_buf back;
static char alternate[65536];

__attribute__((noinline)) static long wide_frames(long n)
{
    volatile char frame[20000];
    frame[0] = (char)n;
    depth++;
    return wide_frames(n + 1) + frame[0];
}

/* Almost no data stack: the control stack of 4 MiB runs out first. */
__attribute__((noinline)) static long narrow_frames(void)
{
    depth++;
    long r = narrow_frames();
    __asm__ volatile("" : "+r"(r));
    return r;
}

__attribute__((noinline)) static long ping(void);
__attribute__((noinline)) static long pong(void) { long r = ping(); __asm__ volatile("" : "+r"(r)); return r + 1; }
__attribute__((noinline)) static long ping(void) { depth++; long r = pong(); __asm__ volatile("" : "+r"(r)); return r; }

static void on_fault(int n) { siglongjmp(back, n); }

int main(void)
{
    DIES(SIGSEGV, wide_frames(0));
    DIES(SIGSEGV, narrow_frames());
    DIES(SIGSEGV, ping());
    /* A handler without an alternate stack cannot run when the data stack is gone. */
    DIES(SIGSEGV, signal(SIGSEGV, on_fault); wide_frames(0));

    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
    struct sigaction action = {.sa_handler = on_fault, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, NULL);
    sigaction(SIGSEGV, &action, NULL);
    for (int i = 0; i < 20; i++) {
        depth = 0;
        int n = sigsetjmp(back, 1);
        if (n == 0)
            wide_frames(0);
        MUST(n == SIGSEGV && depth > 100);
        depth = 0;
        n = sigsetjmp(back, 1);
        if (n == 0)
            narrow_frames();
        MUST(n == SIGSEGV && depth > 10000);
    }
    return verdict();
}
