/* attack: every exception the CPU knows: division, invalid opcodes, traps, alignment, floating point, halting */
#include "attack.h"

static volatile int zero, one = 1, minus_one = -1;
static volatile long least = INT64_MIN;

static void sse_division(void)
{
    uint32_t mxcsr = 0x1f80 & ~0x200;
    volatile double none = 0, one = 1;
    __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
    one = one / none;
}

static void x87_division(void)
{
    uint16_t control = 0x37f & ~4;
    __asm__ volatile("fldcw %0; fld1; fldz; fdivrp %%st, %%st(1); fwait" : : "m"(control));
}

static void misaligned(void)
{
    static _Alignas(16) char block[32];
    __asm__ volatile("movaps %%xmm0, (%0)" : : "r"(block + 1) : "memory");
}

static void bad_control_bits(void)
{
    uint32_t mxcsr = 0xffffffff;
    __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
}

int main(void)
{
    for (int i = 0; i < 3; i++) {
        DIES(SIGFPE, one = one / zero);
        DIES(SIGFPE, least = least / minus_one);
        DIES(SIGFPE, __asm__ volatile("divb %b0" : : "q"(0), "a"(5)));
        DIES(SIGILL, __asm__ volatile("ud2"));
        DIES(SIGILL, __builtin_trap());
        DIES(SIGSEGV, __asm__ volatile("hlt"));
        DIES(SIGTRAP, __asm__ volatile("int3"));
        DIES(SIGFPE, sse_division());
        DIES(SIGFPE, x87_division());
        DIES(SIGSEGV, misaligned());
        DIES(SIGSEGV, bad_control_bits());
    }
    return verdict();
}
