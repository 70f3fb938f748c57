/* attack: stores through wild pointers, of every width, atomic and not; into guards, text, gate, domain page, constants */
#include "attack.h"
#include <immintrin.h>

static const char constant[64] = "constant";
static volatile uint32_t mine;
int main(void);

static void wide_store(uint64_t p) { _mm_storeu_si128((__m128i *)p, _mm_set1_epi32(-1)); }
__attribute__((target("avx"))) static void wider_store(uint64_t p) { _mm256_storeu_si256((__m256i *)p, _mm256_set1_epi32(-1)); }
static void read_modify_write(uint64_t p) { __asm__ volatile("lock incl (%0)" : : "r"(p) : "memory"); }
static void exchange(uint64_t p) { uint64_t v = 1; __asm__ volatile("xchgq %0, (%1)" : "+r"(v) : "r"(p) : "memory"); }
static void sixteen(uint64_t p) { __asm__ volatile("lock cmpxchg8b (%0)" : : "r"(p), "a"(0), "b"(0), "c"(0), "d"(0) : "memory"); }
static void x87_store(uint64_t p) { __asm__ volatile("fld1; fstpt (%0)" : : "r"(p) : "memory"); }

static void everything(uint64_t p)
{
    DIES(SIGSEGV, *(volatile uint8_t *)p = 1);
    DIES(SIGSEGV, *(volatile uint64_t *)p = 1);
    DIES(SIGSEGV, wide_store(p));
    DIES(SIGSEGV, wider_store(p));
    DIES(SIGSEGV, read_modify_write(p));
    DIES(SIGSEGV, exchange(p));
    DIES(SIGSEGV, sixteen(p));
    DIES(SIGSEGV, x87_store(p));
}

int main(void)
{
    __builtin_cpu_init();
    everything(0);
    everything(0xfff8);
    everything(DOMAIN_PAGE);
    everything(DOMAIN_PAGE + 0xff0);
    everything(GATE_PAGE);
    everything(GATE_PAGE + 0x40);
    everything(TEXT_START);
    everything((uint64_t)&main);
    everything((uint64_t)constant);
    everything(TOP_GUARD);
    everything(0xfffffff0);
    everything(0xffffffff);
    everything(0xffffffff + (5ull << 32));
    everything(TEXT_START + (1ull << 32));
    everything(DOMAIN_PAGE - (1ull << 32));
    for (uint64_t k = 1; k < 20; k++)
        *(volatile uint32_t *)((uint64_t)&mine + (k << 32)) += 1;
    MUST(mine == 19);
    MUST(constant[0] == 'c');
    return verdict();
}
