/* The wall between guest and core: gate entries and resume.

   The gate page jumps here with R11 = the last byte of the control-stack region and RSP still the guest's. Nothing is
   pushed until RSP is the host's. FS base is the host's all the time; GS base stays the slot's inside the core, which
   does not use GS. The direction flag cannot be set by verified code; `cld` is kept as the psABI wants it at every call. */

#include "layout.h"
#include "entry.h"
#include "offsets.h"

    .hidden cl_on_syscall
    .hidden cl_on_longjmp
    .hidden cl_on_sigreturn
    .hidden cl_on_fault
    .hidden cl_on_tick
    .hidden cl_cpuid_answer

/* All but RCX and R11, which are the gate's to destroy, into the context at R11. */
.macro SAVE_REGISTERS
    mov %rax, CTX_RAX(%r11)
    mov %rdx, CTX_RDX(%r11)
    mov %rbx, CTX_RBX(%r11)
    mov %rsp, CTX_RSP(%r11)
    mov %rbp, CTX_RBP(%r11)
    mov %rsi, CTX_RSI(%r11)
    mov %rdi, CTX_RDI(%r11)
    mov %r8, CTX_R8(%r11)
    mov %r9, CTX_R9(%r11)
    mov %r10, CTX_R10(%r11)
    mov %r12, CTX_R12(%r11)
    mov %r13, CTX_R13(%r11)
    mov %r14, CTX_R14(%r11)
    mov %r15, CTX_R15(%r11)
.endm

.macro SAVE_GUEST
    mov CLOISTER_TRUSTED_CONTEXT(%r11), %r11
    SAVE_REGISTERS
    movq $CL_AT_GATE, CTX_HOW(%r11)         /* and has_vectors = 0 */
    mov CPU(CPU_HOST_RSP), %rsp
    cld
    mov %r11, %rdi
.endm

/* Clobbers RAX and RDX. */
.macro SAVE_VECTORS
    mov CPU(CPU_XSAVE_MASK), %eax
    xor %edx, %edx
    xsave64 CTX_XSAVE(%r11)
    movl $1, CTX_HAS_VECTORS(%r11)
    movq $0, CPU(CPU_VECTOR_OWNER)
.endm

    .text
    .balign 64
    .globl cl_gate_text
    .hidden cl_gate_text
cl_gate_text:

ENTRY cl_gate_syscall
    SAVE_GUEST
    call cl_on_syscall
    jmp resume_or_leave

/* A raw `syscall` instruction: the guest's vector registers survive it. */
ENTRY cl_gate_raw
    SAVE_GUEST
    SAVE_VECTORS
    call cl_on_syscall
    jmp resume_or_leave

ENTRY cl_gate_longjmp
    SAVE_GUEST
    mov %rcx, CTX_RCX(%rdi)
    call cl_on_longjmp
    jmp resume_or_leave

ENTRY cl_gate_sigreturn
    SAVE_GUEST
    call cl_on_sigreturn
    jmp resume_or_leave

/* rax = depth that the caller's caller is at, rdx = where it will go on. */
ENTRY cl_gate_setjmp
    mov CLOISTER_TRUSTED_STACK_START(%r11), %rax
    sub %rsp, %rax
    shr $3, %rax
    sub $2, %eax
    mov 8(%rsp), %edx
    xor %r11d, %r11d
    ret

/* The gate page has pushed the flags. All registers but the four answers come back unchanged. */
ENTRY cl_gate_cpuid
    mov %rsp, %r11
    mov CPU(CPU_HOST_RSP), %rsp
    push %r11
    push %rsi
    push %rdi
    push %r8
    push %r9
    push %r10
    sub $16, %rsp
    cld
    mov %eax, %edi
    mov %ecx, %esi
    mov %rsp, %rdx
    call cl_cpuid_answer
    mov (%rsp), %eax
    mov 4(%rsp), %ebx
    mov 8(%rsp), %ecx
    mov 12(%rsp), %edx
    add $16, %rsp
    pop %r10
    pop %r9
    pop %r8
    pop %rdi
    pop %rsi
    pop %r11
    mov %r11, %rsp
    jmp quiet_return

/* ecx = 0: the states the verifier lets a guest use. Other indices fault as the instruction would. */
ENTRY cl_gate_xgetbv
    test %ecx, %ecx
    jne 1f
    mov CPU(CPU_XSAVE_MASK), %eax
    xor %edx, %edx
    jmp quiet_return
1:  mov CLOISTER_TRUSTED_CONTEXT(%r11), %r11
    mov CTX_BASE(%r11), %r11
    add $CLOISTER_GATE_HALT, %r11
    mov %r11, CPU(CPU_RESUME_RIP)
    xor %r11d, %r11d
    popfq
    jmp *CPU(CPU_RESUME_RIP)

/* All registers but R11 are the guest's again; the flags and the return address are on its control stack. A tick that
   came meanwhile is served as if it had come right behind the call: else a guest could hide here. */
quiet_return:
    cmpl $0, CPU(CPU_PENDING)
    jne 1f
    xor %r11d, %r11d
    popfq
    ret
1:  mov %rsp, %r11
    or $CLOISTER_CONTROL_STACK_SIZE - 1, %r11
    mov CLOISTER_TRUSTED_CONTEXT(%r11), %r11
    mov %rcx, CTX_RCX(%r11)
    mov %rax, CTX_RAX(%r11)
    mov (%rsp), %rax
    and $CL_FLAGS_MASK, %eax
    or $CL_FLAGS_FIXED, %eax
    mov %rax, CTX_RFLAGS(%r11)
    mov 8(%rsp), %rax
    mov %rax, CTX_RIP(%r11)
    mov CTX_RAX(%r11), %rax
    add $16, %rsp
    SAVE_REGISTERS
    movq $0, CTX_R11(%r11)
    movl $CL_AT_RIP, CTX_HOW(%r11)
    mov CPU(CPU_HOST_RSP), %rsp
    mov %r11, %rdi
    SAVE_VECTORS
    call cl_on_tick
    jmp resume_or_leave

/* void cl_enter(context): runs guests until a handler returns NULL. */
ENTRY cl_enter
    push %rbx
    push %rbp
    push %r12
    push %r13
    push %r14
    push %r15
    sub $8, %rsp
    mov %rsp, CPU(CPU_HOST_RSP)
    stmxcsr CPU(CPU_HOST_MXCSR)
    mov %rdi, %rax

resume_or_leave:
    test %rax, %rax
    jz leave
    mov %rax, %r11
    mov CTX_BASE(%r11), %rcx
    cmp %rcx, CPU(CPU_GS_BASE)
    je 1f
    wrgsbase %rcx
    mov %rcx, CPU(CPU_GS_BASE)
1:  cmp %r11, CPU(CPU_VECTOR_OWNER)
    jne load_vectors
2:  cmpl $CL_AT_RIP, CTX_HOW(%r11)
    je resume_at_rip
    mov CTX_RAX(%r11), %rax
    mov CTX_RDX(%r11), %rdx
    mov CTX_RBX(%r11), %rbx
    mov CTX_RBP(%r11), %rbp
    mov CTX_RSI(%r11), %rsi
    mov CTX_RDI(%r11), %rdi
    mov CTX_R8(%r11), %r8
    mov CTX_R9(%r11), %r9
    mov CTX_R10(%r11), %r10
    mov CTX_R12(%r11), %r12
    mov CTX_R13(%r11), %r13
    mov CTX_R14(%r11), %r14
    mov CTX_R15(%r11), %r15
    mov CTX_RSP(%r11), %rsp
    xor %ecx, %ecx
    xor %r11d, %r11d
    ret

/* Flags first, on the host stack; from then on only moves. */
resume_at_rip:
    mov CTX_RIP(%r11), %rcx
    mov %rcx, CPU(CPU_RESUME_RIP)
    mov CPU(CPU_HOST_RSP), %rsp
    push CTX_RFLAGS(%r11)
    popfq
    mov CTX_RAX(%r11), %rax
    mov CTX_RCX(%r11), %rcx
    mov CTX_RDX(%r11), %rdx
    mov CTX_RBX(%r11), %rbx
    mov CTX_RBP(%r11), %rbp
    mov CTX_RSI(%r11), %rsi
    mov CTX_RDI(%r11), %rdi
    mov CTX_R8(%r11), %r8
    mov CTX_R9(%r11), %r9
    mov CTX_R10(%r11), %r10
    mov CTX_R12(%r11), %r12
    mov CTX_R13(%r11), %r13
    mov CTX_R14(%r11), %r14
    mov CTX_R15(%r11), %r15
    mov CTX_RSP(%r11), %rsp
    mov CTX_R11(%r11), %r11
    jmp *CPU(CPU_RESUME_RIP)

/* Somebody else, or Python, used the registers: nothing of theirs may be seen. xrstor puts components that are not in
   the area into their initial state; zmm16-31, the upper halves of zmm and the mask registers are out of reach of the
   accepted language. */
load_vectors:
    mov %r11, CPU(CPU_VECTOR_OWNER)
    cmpl $0, CTX_HAS_VECTORS(%r11)
    je 3f
    mov CPU(CPU_XSAVE_MASK), %eax
    xor %edx, %edx
    xrstor64 CTX_XSAVE(%r11)
    movl $0, CTX_HAS_VECTORS(%r11)
    jmp 2b
3:  cmpl $0, CPU(CPU_HAS_AVX)
    je 4f
    vzeroall
    jmp 5f
4:  .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    pxor %xmm\n, %xmm\n
    .endr
5:  EMPTY_X87
    fldcw CTX_FCW(%r11)
    ldmxcsr CTX_MXCSR(%r11)
    jmp 2b

leave:
    movq $0, CPU(CPU_VECTOR_OWNER)
    xor %ecx, %ecx
    wrgsbase %rcx
    mov %rcx, CPU(CPU_GS_BASE)
    mov CPU(CPU_HOST_RSP), %rsp
    fninit
    ldmxcsr CPU(CPU_HOST_MXCSR)
    add $8, %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbp
    pop %rbx
    ret

/* Signal handlers return here, with RDI = the context, whose registers they have saved, and RSP = the host's. */
ENTRY cl_fault_landing
    call cl_on_fault
    jmp resume_or_leave

ENTRY cl_tick_landing
    call cl_on_tick
    jmp resume_or_leave

    .globl cl_gate_text_end
    .hidden cl_gate_text_end
cl_gate_text_end:

    .section .note.GNU-stack,"",@progbits
