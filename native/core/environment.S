/* What C cannot do: change of the floating-point environment, and a copy that survives a fault. */

#include "entry.h"
#include "offsets.h"

    .text

/* void cl_vectors_save(context): its x87 and MXCSR are live. Vector registers are dead at a gate call, but the sticky
   flags of x87, or a register left on its stack, would be lost: then all is saved. */
ENTRY cl_vectors_save
    stmxcsr CTX_MXCSR(%rdi)
    fnstcw CTX_FCW(%rdi)
    fnstsw %ax
    test $0x38ff, %ax                       /* exceptions and TOP, not the condition codes */
    jnz 1f
    ret
1:  mov CPU(CPU_XSAVE_MASK), %eax
    xor %edx, %edx
    xsave64 CTX_XSAVE(%rdi)
    movl $1, CTX_HAS_VECTORS(%rdi)
    ret

    .section .rodata
host_control_word:
    .word CL_FCW_DEFAULT
    .text

/* void cl_vectors_host(void): what C expects. A pending unmasked exception of the guest's is dropped. */
ENTRY cl_vectors_host
    EMPTY_X87
    fldcw host_control_word(%rip)
    stmxcsr CPU(CPU_SCRATCH)
    mov CPU(CPU_SCRATCH), %eax
    xor CPU(CPU_HOST_MXCSR), %eax
    test $0xffc0, %eax
    jz 1f
    ldmxcsr CPU(CPU_HOST_MXCSR)
1:  cmpl $0, CPU(CPU_HAS_AVX)
    je 2f
    vzeroupper
2:  ret

/* int cl_copy_recoverable(to, from, size): memcpy; the SIGSEGV handler resumes at cl_copy_faulted. memcpy may have
   pushed callee-saved registers by then, so they are saved here. */
ENTRY cl_copy_recoverable
    push %rbx
    push %rbp
    push %r12
    push %r13
    push %r14
    push %r15
    sub $8, %rsp
    mov %rsp, CPU(CPU_RECOVER_RSP)
    call memcpy@PLT
    xor %eax, %eax
copy_done:
    movq $0, CPU(CPU_RECOVER_RSP)
    add $8, %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbp
    pop %rbx
    ret

ENTRY cl_copy_faulted
    mov $-1, %eax
    jmp copy_done

    .section .note.GNU-stack,"",@progbits
