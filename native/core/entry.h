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

#endif
