/* For the assembly files. */
#ifndef CLOISTER_ENTRY_H
#define CLOISTER_ENTRY_H

#define CPU(field) cl_cpu+field(%rip)

    .hidden cl_cpu

.macro ENTRY name
    .globl \name
    .hidden \name
    .type \name, @function
    .balign 16
\name:
.endm

/* x87 as after fninit but for the control word. Most often nothing but stale registers is there, which are empty for
   whoever cannot execute fnsave; fninit takes 70 cycles, this 17. Clobbers EAX. */
.macro EMPTY_X87
    fnstsw %ax
    test %ax, %ax
    jnz 880f
    emms
    jmp 881f
880:
    fninit
881:
.endm

#endif
