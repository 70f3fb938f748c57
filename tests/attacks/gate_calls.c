/* attack: direct calls of every gate entry, with garbage in all registers: also those that only the core may use */
#include "attack.h"

/* Direct calls are what the verifier accepts; -ffixed registers and -O do not matter to a naked body. */
#define ENTRY(number)                                                                                    \
    static void entry_##number(uint64_t junk)                                                            \
    {                                                                                                    \
        __asm__ volatile("movq %0, %%rax; movq %0, %%rbx; movq %0, %%rcx; movq %0, %%rdx; movq %0, %%rsi;" \
                         "movq %0, %%r8; movq %0, %%r9; movq %0, %%r10; movq %0, %%r12; movq %0, %%r13;"  \
                         "movq %0, %%r15; call 0x3ff000+32*" #number                                      \
                         : : "D"(junk) : "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r12", "r13", "r15", "memory"); \
    }
ENTRY(0) ENTRY(1) ENTRY(2) ENTRY(3) ENTRY(4) ENTRY(5) ENTRY(6) ENTRY(7) ENTRY(8) ENTRY(9) ENTRY(10) ENTRY(11) ENTRY(12)

#define JUMP(number) static void jump_##number(void) { __asm__ volatile("jmp 0x3ff000+32*" #number); }
JUMP(0) JUMP(1) JUMP(2) JUMP(7) JUMP(9) JUMP(10) JUMP(11) JUMP(12)

#define ENDED(statement) DIES_BY(SIGSEGV, SIGILL, statement)

int main(void)
{
    static const uint64_t junk[] = {0, 1, 8, 0x3ff000, 0x400000, 0xffffffff, 0x100000000, 1ull << 63, ~0ull, 0xfffffffff8};
    for (unsigned i = 0; i < sizeof junk / sizeof *junk; i++) {
        ENDS(entry_0(junk[i]));
        ENDS(entry_1(junk[i]));
        ENDS(entry_2(junk[i]));
        ENDS(entry_3(junk[i]));
        ENDS(entry_4(junk[i]));
        ENDS(entry_5(junk[i]));
        ENDS(entry_6(junk[i]));
        ENDED(entry_7(junk[i]));
        ENDED(entry_8(junk[i]));
        ENDS(entry_9(junk[i]));
        ENDED(entry_10(junk[i]));
        ENDED(entry_11(junk[i]));
        ENDED(entry_12(junk[i]));
    }
    /* Entered by a jump, an entry returns to the caller of the jump, or ends the process. */
    ENDS(jump_0());
    ENDS(jump_1());
    ENDS(jump_2());
    ENDED(jump_7());
    ENDS(jump_9());
    ENDED(jump_10());
    ENDED(jump_11());
    ENDED(jump_12());
    return verdict();
}
