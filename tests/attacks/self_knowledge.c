/* attack: reads all of its own readable memory for another process's secret (neighbour.c holds one) */
#include "attack.h"
#include <setjmp.h>

static sigjmp_buf back;
static void on_fault(int n) { (void)n; siglongjmp(back, 1); }

static int is_same(const char *p, const volatile char *q)
{
    for (int i = 0; i < 20; i++)
        if (p[i] != q[i])
            return 0;
    return 1;
}

int main(void)
{
    /* Spelled so that this program does not hold it itself. */
    volatile char wanted[] = "TFDSFU.PG.UIF.OFJHICPVS";
    for (volatile char *p = wanted; *p; p++)
        *p -= 1;
    signal(SIGSEGV, on_fault);
    volatile uint64_t at = 0;
    volatile long readable = 0, found = 0;
    while (at < 1ull << 32) {
        if (sigsetjmp(back, 1)) {
            /* Nothing here: big steps through holes, small ones elsewhere. */
            at = (at & ~0xfffull) + (at < 0x3f0000 ? 0x1000 : 0x100000);
            continue;
        }
        const char *page = (const char *)at;
        (void)*(const volatile char *)page;
        readable++;
        for (int i = 0; i < 4096 - 24; i++)
            if (page[i] == wanted[0] && at + (uint64_t)i != (uint64_t)wanted && is_same(page + i, wanted))
                found = (long)at + i;
        at += 0x1000;
    }
    MUST(readable > 3);
    if (found)
        escaped("the neighbour's secret is readable", "at", found);
    return verdict();
}
