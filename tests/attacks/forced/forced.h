/* Frame of the attacks that the verifier refuses: the body runs at the program's entry, past the verifier.
   Whoever comes out of it alive exits with 77. */
#define ATTACK                                                                                                        \
    .globl entry;                                                                                                     \
    entry:                                                                                                            \
    endbr64;

#define SURVIVED                                                                                                      \
    movl $77, %edi;                                                                                                   \
    movl $60, %eax;                                                                                                   \
    call GATE_SYSCALL;                                                                                                \
    ud2;
