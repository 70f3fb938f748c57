/* attack: calls and jumps through forged function pointers: into functions, pseudo-instructions, the gate, data, guards */
#include "attack.h"

typedef long (*function)(long);

__attribute__((noinline)) static long victim(long n)
{
    static volatile long calls;
    for (long i = 0; i < (n & 3); i++)
        calls += i * n;
    return calls + 1;
}

/* Label bytes where no code is: the guard lets it pass, the page does not. */
static unsigned char label_in_data[64] = {0xf3, 0x0f, 0x1e, 0xfa, 0xc3};
static const unsigned char label_in_constants[64] = {0xf3, 0x0f, 0x1e, 0xfa, 0xc3};

static volatile function pointer;

static void go(uint64_t target)
{
    pointer = (function)target;
    pointer(1);
}

static void jump(uint64_t target) { __asm__ volatile("jmp *%0" : : "r"(target)); }

#define STOPPED(statement) DIES_BY(SIGILL, SIGSEGV, statement)

int main(void)
{
    uint64_t f = (uint64_t)victim;
    unsigned char *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned char on_stack[16];
    memcpy(mapped, label_in_data, 16);
    memcpy(on_stack, label_in_data, 16);
    for (uint64_t skip = 1; skip < 100; skip++) {
        if (memcmp((void *)(f + skip), label_in_data, 4)) {
            STOPPED(go(f + skip));
            if (skip < 20)
                STOPPED(jump(f + skip));
        }
    }
    for (uint64_t entry = 0; entry < 13; entry++) {
        STOPPED(go(GATE_PAGE + entry * 32));
        STOPPED(go(GATE_PAGE + entry * 32 + 1));
        STOPPED(go(GATE_PAGE + entry * 32 + 7));
    }
    STOPPED(go(0));
    STOPPED(go(1));
    STOPPED(go(0xffffffff));
    STOPPED(go(TOP_GUARD));
    STOPPED(go(DOMAIN_PAGE));
    STOPPED(go(TEXT_START - 1));
    STOPPED(go((uint64_t)label_in_data));
    STOPPED(go((uint64_t)label_in_constants));
    STOPPED(go((uint64_t)mapped));
    STOPPED(go((uint64_t)on_stack));
    STOPPED(jump((uint64_t)mapped));
    STOPPED(go((uint64_t)&pointer));
    /* Another slot's address is an address here. */
    pointer = (function)(f + (1ull << 32));
    MUST(pointer(0) > 0);
    pointer = (function)(f | 0xffffffff00000000);
    MUST(pointer(0) > 0);
    return verdict();
}
