/* Field offsets that gate.S needs; context.c asserts that they are those of the C structs in core.h. */
#ifndef CLOISTER_OFFSETS_H
#define CLOISTER_OFFSETS_H

/* struct cl_registers, which is also the beginning of struct cl_context */
#define CTX_RAX 0
#define CTX_RCX 8
#define CTX_RDX 16
#define CTX_RBX 24
#define CTX_RSP 32
#define CTX_RBP 40
#define CTX_RSI 48
#define CTX_RDI 56
#define CTX_R8 64
#define CTX_R9 72
#define CTX_R10 80
#define CTX_R11 88
#define CTX_R12 96
#define CTX_R13 104
#define CTX_R14 112
#define CTX_R15 120
#define CTX_RIP 128
#define CTX_RFLAGS 136
#define CTX_MXCSR 144
#define CTX_FCW 148
#define CTX_HOW 152
#define CTX_HAS_VECTORS 156
#define CTX_XSAVE 192
#define CTX_BASE 1024

#define CL_FLAGS_MASK 0x8d5 /* CF PF AF ZF SF OF: all of RFLAGS that a guest has a say in */
#define CL_FLAGS_FIXED 0x202 /* IF and the reserved one */

#define CL_FCW_DEFAULT 0x37f

/* enum cl_how */
#define CL_AT_GATE 0
#define CL_AT_RIP 1
#define CL_AT_SYSCALL 2

/* struct cl_cpu */
#define CPU_HOST_RSP 0
#define CPU_GS_BASE 8
#define CPU_VECTOR_OWNER 16
#define CPU_RESUME_RIP 24
#define CPU_RECOVER_RSP 32
#define CPU_XSAVE_MASK 40
#define CPU_HAS_AVX 44
#define CPU_HOST_MXCSR 48
#define CPU_SCRATCH 52
#define CPU_PENDING 56

/* Host addresses in the trusted block that only the gate page reads; displacements as in abi.layout. */
#define TRUSTED_RAW_ENTRY -39
#define TRUSTED_CPUID_ENTRY -47
#define TRUSTED_XGETBV_ENTRY -55
#define TRUSTED_SETJMP_ENTRY -63
#define TRUSTED_LONGJMP_ENTRY -71
#define TRUSTED_SIGRETURN_ENTRY -79

#endif
