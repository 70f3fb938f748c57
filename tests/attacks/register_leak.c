/* attack: one process fills every register with a secret and gives way; its neighbour reads every register it can */
#include "attack.h"
#include <sched.h>

#define SECRET 0x5ec2e7c0de5ec2e7ull
#define PATTERN_LOW 0xde5ec2e7u

static int ymm;

/* All that instructions can reach: 32-byte vectors, x87 registers, general registers after a syscall. */
struct state { uint64_t vectors[16][4]; unsigned char x87[8][16]; uint64_t general[16]; };

static inline __attribute__((always_inline)) void fill(void)
{
    uint64_t s = SECRET;
    static const double d = 1234567.25;
    __asm__ volatile("fninit; fldl %0; fldl %0; fldl %0; fldl %0; fldl %0; fldl %0; fldl %0; fldl %0" : : "m"(d));
#define FILL(n) __asm__ volatile("movq %0, %%xmm" #n "; punpcklqdq %%xmm" #n ", %%xmm" #n : : "r"(s) : "xmm" #n)
    FILL(0); FILL(1); FILL(2); FILL(3); FILL(4); FILL(5); FILL(6); FILL(7);
    FILL(8); FILL(9); FILL(10); FILL(11); FILL(12); FILL(13); FILL(14); FILL(15);
#define WIDE(n) __asm__ volatile("vinsertf128 $1, %%xmm" #n ", %%ymm" #n ", %%ymm" #n : : : "xmm" #n)
    if (ymm) {
        WIDE(0); WIDE(1); WIDE(2); WIDE(3); WIDE(4); WIDE(5); WIDE(6); WIDE(7);
        WIDE(8); WIDE(9); WIDE(10); WIDE(11); WIDE(12); WIDE(13); WIDE(14); WIDE(15);
    }
}

static inline __attribute__((always_inline)) void look(struct state *s)
{
#define LOOK(n) __asm__ volatile("movups %%xmm" #n ", %0" : "=m"(s->vectors[n][0]))
#define LOOK_WIDE(n) __asm__ volatile("vmovups %%ymm" #n ", %0" : "=m"(s->vectors[n][0]))
    if (ymm) {
        LOOK_WIDE(0); LOOK_WIDE(1); LOOK_WIDE(2); LOOK_WIDE(3); LOOK_WIDE(4); LOOK_WIDE(5); LOOK_WIDE(6); LOOK_WIDE(7);
        LOOK_WIDE(8); LOOK_WIDE(9); LOOK_WIDE(10); LOOK_WIDE(11); LOOK_WIDE(12); LOOK_WIDE(13); LOOK_WIDE(14); LOOK_WIDE(15);
    } else {
        LOOK(0); LOOK(1); LOOK(2); LOOK(3); LOOK(4); LOOK(5); LOOK(6); LOOK(7);
        LOOK(8); LOOK(9); LOOK(10); LOOK(11); LOOK(12); LOOK(13); LOOK(14); LOOK(15);
    }
    /* Empty x87 registers are not empty of what was in them: mark them used without writing them. */
#define POP(n) __asm__ volatile("fincstp; fstpt %0" : "=m"(s->x87[n]))
    for (int i = 0; i < 8; i++)
        __asm__ volatile("fdecstp; fstpt %0; fdecstp" : "=m"(s->x87[i]));
    __asm__ volatile("fninit");
}

static void judge(const struct state *s, const char *where)
{
    const unsigned char *p = (const unsigned char *)s;
    for (size_t i = 0; i + 4 <= sizeof *s; i++) {
        uint32_t word;
        memcpy(&word, p + i, 4);
        if (word == PATTERN_LOW)
            escaped("secret found", where, (long)i);
    }
    static const long double d = 1234567.25L;
    for (int i = 0; i < 8; i++)
        if (memcmp(s->x87[i], &d, 8) == 0)
            escaped("secret found in x87", where, i);
}

/* General registers that a raw syscall may clobber: what do they hold afterwards? */
static void general(struct state *s, long number, long a, long b, long c)
{
    register long r10 __asm__("r10") = 0;
    register long r8 __asm__("r8") = 0;
    register long r9 __asm__("r9") = 0;
    long rcx, rax = number, rdi = a, rsi = b, rdx = c;
    __asm__ volatile("syscall" : "+a"(rax), "=c"(rcx), "+D"(rdi), "+S"(rsi), "+d"(rdx), "+r"(r10), "+r"(r8), "+r"(r9) : : "r11", "memory");
    s->general[0] = (uint64_t)rcx;
    s->general[1] = (uint64_t)rdi;
    s->general[2] = (uint64_t)rsi;
    s->general[3] = (uint64_t)rdx;
    s->general[4] = (uint64_t)r10;
    s->general[5] = (uint64_t)r8;
    s->general[6] = (uint64_t)r9;
}

static void victim(int in, int out)
{
    char c;
    for (int i = 0; i < 100; i++) {
        register long r12 __asm__("r12") = (long)SECRET;
        register long r13 __asm__("r13") = (long)SECRET;
        register long r15 __asm__("r15") = (long)SECRET;
        fill();
        __asm__ volatile("" : : "r"(r12), "r"(r13), "r"(r15));
        if (i % 3 == 0)
            syscall(SYS_sched_yield);
        else {
            long rax = SYS_write, rdi = out, rsi = (long)&c, rdx = 1;
            register long r10 __asm__("r10") = (long)SECRET;
            register long r8 __asm__("r8") = (long)SECRET;
            register long r9 __asm__("r9") = (long)SECRET;
            __asm__ volatile("syscall" : "+a"(rax) : "D"(rdi), "S"(rsi), "d"(rdx), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
            (void)!read(in, &c, 1);
        }
    }
    for (volatile long n = 0; n < 30000000; n++)
        if (n % 1000000 == 0)
            fill();
    _exit(0);
}

int main(void)
{
    static struct state s;
    int a[2], b[2];
    char c = 0;
    __builtin_cpu_init();
    ymm = __builtin_cpu_supports("avx");
    look(&s);
    judge(&s, "at start");
    pipe(a);
    pipe(b);
    pid_t pid = fork();
    if (pid == 0) {
        close(a[1]);
        close(b[0]);
        victim(a[0], b[1]);
    }
    close(b[1]);
    for (int i = 0; i < 66; i++) {
        memset(&s, 0, sizeof s);
        general(&s, SYS_read, b[0], (long)&c, 1);
        look(&s);
        judge(&s, "after a blocking read");
        memset(&s, 0, sizeof s);
        general(&s, SYS_getppid, 0, 0, 0);
        look(&s);
        judge(&s, "after getppid");
        memset(&s, 0, sizeof s);
        general(&s, SYS_sched_yield, 0, 0, 0);
        look(&s);
        judge(&s, "after sched_yield");
        write(a[1], &c, 1);
    }
    for (int i = 0; i < 20; i++) {
        /* Preempted while the victim computes. */
        for (volatile long n = 0; n < 1000000; n++) {}
        look(&s);
        judge(&s, "after a tick");
    }
    signal(SIGPIPE, SIG_IGN);
    close(a[1]);
    MUST(outcome_of(pid) == 1000);
    return verdict();
}
