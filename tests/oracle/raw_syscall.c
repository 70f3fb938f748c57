/* An inline `syscall` keeps what Linux keeps: all registers but rax, rcx and r11, vectors, x87, and the direction of strings. */
#include "report.h"
#include <stdint.h>
#include <sys/syscall.h>

static uint64_t before[12], after[12];
static _Alignas(16) unsigned char vectors_before[16][16], vectors_after[16][16];

static long probe(long number, long a, long b, long c)
{
    long rax = number;
    double popped = 0;
    for (int i = 0; i < 16; i++)
        memset(vectors_before[i], 0x11 * i + 1, 16);
    register long r10 __asm__("r10") = 0x1010;
    register long r8 __asm__("r8") = 0x0808;
    register long r9 __asm__("r9") = 0x0909;
    long rdi = a, rsi = b, rdx = c, rbx = 0xb0b, r12 = 0x1212, r13 = 0x1313;
    __asm__ volatile("fldpi\n\t"
                     "movaps 0(%[v]), %%xmm0; movaps 16(%[v]), %%xmm1; movaps 112(%[v]), %%xmm7; movaps 240(%[v]), %%xmm15\n\t"
                     "syscall\n\t"
                     "movaps %%xmm0, 0(%[w]); movaps %%xmm1, 16(%[w]); movaps %%xmm7, 112(%[w]); movaps %%xmm15, 240(%[w])\n\t"
                     "fstpl %[popped]"
                     : "+a"(rax), "+D"(rdi), "+S"(rsi), "+d"(rdx), "+r"(r10), "+r"(r8), "+r"(r9), "+b"(rbx), [popped] "=m"(popped)
                     : [v] "r"(vectors_before), [w] "r"(vectors_after)
                     : "rcx", "r11", "memory", "xmm0", "xmm1", "xmm7", "xmm15");
    printf("%d%d%d%d%d%d%d %.15g", rdi == a, rsi == b, rdx == c, r10 == 0x1010, r8 == 0x0808, r9 == 0x0909, rbx == 0xb0b, popped);
    printf(" %d%d%d%d\n", !memcmp(vectors_before[0], vectors_after[0], 16), !memcmp(vectors_before[1], vectors_after[1], 16),
           !memcmp(vectors_before[7], vectors_after[7], 16), !memcmp(vectors_before[15], vectors_after[15], 16));
    (void)r12, (void)r13, (void)before, (void)after;
    return rax;
}

int main(void)
{
    int fds[2];
    char buffer[100] = "";
    HOLDS(probe(SYS_getpid, 1, 2, 3) == getpid());
    HOLDS(probe(SYS_getppid, -1, -2, -3) > 0);
    HOLDS(probe(SYS_uname, (long)malloc(1000), 0x123456789, 3) == 0);
    HOLDS(probe(9999, 1, 2, 3) == -ENOSYS);
    pipe(fds);
    HOLDS(probe(SYS_write, fds[1], (long)"pipe", 4) == 4);
    HOLDS(probe(SYS_read, fds[0], (long)buffer, 100) == 4);
    HOLDS(probe(SYS_sched_yield, 7, 8, 9) == 0);
    HOLDS(probe(SYS_nanosleep, (long)&(long[2]){0, 1000000}, 0, 9) == 0);
    printf("%s\n", buffer);
    fflush(stdout);
    if (fork() == 0) {
        usleep(3000);
        write(fds[1], "late", 4);
        _exit(0);
    }
    HOLDS(probe(SYS_read, fds[0], (long)buffer, 100) == 4);
    return 0;
}
