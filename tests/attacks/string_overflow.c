/* attack: rep stos and rep movs that run off the end of the slot, start outside, or have endless counts */
#include "attack.h"

static char block[4096];

static void stosb(uint64_t to, uint64_t count) { __asm__ volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(0x41) : "memory"); }
static void stosq(uint64_t to, uint64_t count) { __asm__ volatile("rep stosq" : "+D"(to), "+c"(count) : "a"(0x41) : "memory"); }
static void stosl(uint64_t to, uint64_t count) { __asm__ volatile("rep stosl" : "+D"(to), "+c"(count) : "a"(0x41) : "memory"); }
static void movsb(uint64_t to, uint64_t from, uint64_t count) { __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count) : : "memory"); }
static void movsq(uint64_t to, uint64_t from, uint64_t count) { __asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(count) : : "memory"); }

int main(void)
{
    uint64_t p = (uint64_t)block;
    char *high = mmap((void *)(TOP_GUARD - 0x10000), 0x10000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    DIES(SIGSEGV, stosb(p, ~0ull));
    DIES(SIGSEGV, stosq(p, ~0ull));
    DIES(SIGSEGV, stosl(p, 1ull << 33));
    DIES(SIGSEGV, stosb(p, 0xffffffff));
    DIES(SIGSEGV, movsb(p, p + 1, ~0ull));
    DIES(SIGSEGV, movsq(p + 8, p, 1ull << 40));
    DIES(SIGSEGV, movsb(p, TOP_GUARD - 1, 16));
    DIES(SIGSEGV, stosb(0, 1));
    DIES(SIGSEGV, stosb(0xffffffff, 1));
    DIES(SIGSEGV, stosq(0xfffffffc, 1));
    DIES(SIGSEGV, stosb(DOMAIN_PAGE, 1));
    DIES(SIGSEGV, stosb(TEXT_START, 1));
    DIES(SIGSEGV, movsb(p, 0, 1));
    DIES(SIGSEGV, movsb(GATE_PAGE, p, 1));
    DIES(SIGSEGV, memset(block, 1, 0xf0000000));
    DIES(SIGSEGV, memcpy(block, (void *)0xffff0000, 1000));
    DIES(SIGSEGV, memmove(block, block + 1, 1ull << 62));
    if (high != MAP_FAILED) {
        DIES(SIGSEGV, stosb((uint64_t)high, 0x10001));
        DIES(SIGSEGV, stosq((uint64_t)high + 4, 0x2000));
        DIES(SIGSEGV, stosq((uint64_t)high + (3ull << 32), 1 << 20));
        stosb((uint64_t)high, 0x10000);
        MUST(high[0xffff] == 0x41);
    }
    /* Nothing to do: wild pointers are not touched. */
    stosb(0, 0);
    movsb(~0ull, 1ull << 63, 0);
    /* The upper half of the pointers is ignored, and does not come back. */
    stosb(p + (7ull << 32), 16);
    MUST(block[0] == 0x41 && block[15] == 0x41 && block[16] == 0);
    uint64_t to = p + (1ull << 40), count = 8;
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(0) : "memory");
    MUST(to == p + 8);
    return verdict();
}
