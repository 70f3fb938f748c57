/* attack: loads through wild pointers, of every width, with every addressing mode; outside the slot and in its guards */
#include "attack.h"

static volatile uint32_t mine = 0x600d;

static uint64_t at(uint64_t base, uint64_t index)
{
    uint64_t value;
    __asm__ volatile("movq (%1,%2,8), %0" : "=r"(value) : "r"(base), "r"(index) : "memory");
    return value;
}

static uint32_t below(uint64_t base)
{
    uint32_t value;
    __asm__ volatile("movl -64(%1), %0" : "=r"(value) : "r"(base) : "memory");
    return value;
}

static uint32_t far_below(uint64_t base)
{
    uint32_t value;
    __asm__ volatile("movl -0x7ffffff0(%1), %0" : "=r"(value) : "r"(base) : "memory");
    return value;
}

int main(void)
{
    static const uint64_t guards[] = {0, 1, 8, 0xffff, 0x10000 - 4, TOP_GUARD, TOP_GUARD + 0x8000, 0xfffffffc, 0xffffffff, 0x3fdff0, 0x200000};
    static const uint64_t high[] = {1ull << 32, 1ull << 33, 0x7ffff00000000, 1ull << 47, 0xffff800000000000, 1ull << 63, 0xffffffff00000000};
    for (unsigned i = 0; i < sizeof guards / sizeof *guards; i++)
        for (unsigned j = 0; j <= sizeof high / sizeof *high; j++) {
            uint64_t p = guards[i] + (j ? high[j - 1] : 0);
            DIES(SIGSEGV, (void)*(volatile uint8_t *)p);
            DIES(SIGSEGV, (void)*(volatile uint64_t *)p);
        }
    /* With the upper half set a pointer means the same place: its own. */
    for (unsigned j = 0; j < sizeof high / sizeof *high; j++)
        MUST(*(volatile uint32_t *)((uint64_t)&mine + high[j]) == 0x600d);
    DIES(SIGSEGV, at(0xfffffff8, 0));
    DIES(SIGSEGV, at(0xfffffffc, 0));
    DIES(SIGSEGV, at(0, 0x1fffffff));
    DIES(SIGSEGV, at(0xffff0000, 0x1));
    DIES(SIGSEGV, at(1ull << 63, 1ull << 60));
    DIES(SIGSEGV, below(0));
    DIES(SIGSEGV, below(63));
    DIES(SIGSEGV, below(1ull << 32));
    DIES(SIGSEGV, far_below(0x10));
    DIES(SIGSEGV, far_below(0x7ffffff0));
    return verdict();
}
