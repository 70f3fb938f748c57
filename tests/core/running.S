/* Guests that run for ever, wait, switch, fork, and are signalled. */
#include "guest.h"
    .text
LABEL(entry)
    EXIT(0)

/* --- for ever --- */
LABEL(loops)
1:  jmp 1b
LABEL(loops_in_strings)
    cld
1:  mov %gs:SELF, %r11
    mov $DATA, %edi
    lea (%r11,%rdi), %rdi
    mov $65536, %ecx
    mov $0x55, %eax
    rep stosb
    mov %edi, %edi
    jmp 1b
LABEL(loops_in_jumps)
1:  mov $2f, %eax
    mov %eax, %r11d
    add %gs:SELF, %r11
    jmp *%r11
    .balign 16
2:  endbr64
    jmp 1b
LABEL(loops_in_calls)
1:  call 2f
    jmp 1b
2:  ret
LABEL(loops_in_syscalls)
1:  CALL(39)
    jmp 1b
LABEL(loops_in_gate)
1:  call GATE_THREAD_POINTER
    jmp 1b

LABEL(loops_in_cpuid)
1:  xor %eax, %eax
    call GATE_CPUID
    jmp 1b
LABEL(loops_in_xgetbv)
1:  xor %ecx, %ecx
    call GATE_XGETBV
    jmp 1b
LABEL(loops_in_rdtsc)
1:  call GATE_RDTSC
    jmp 1b

/* Counts in every register that a guest has, and sums in vectors: all must survive preemption. */
LABEL(counts)
    mov $DATA, %ebx
    mov %gs:(%ebx), %r12
    mov $1, %eax
    movq %rax, %xmm15
    pxor %xmm14, %xmm14
    fldz
    xor %r8d, %r8d
    xor %r9d, %r9d
    xor %r10d, %r10d
    xor %r11d, %r11d
    xor %r13d, %r13d
    xor %r15d, %r15d
    xor %ebp, %ebp
    xor %esi, %esi
    xor %edi, %edi
    xor %ecx, %ecx
    xor %edx, %edx
1:  paddq %xmm15, %xmm14
    fld1
    faddp
    inc %r8
    inc %r9
    inc %r10
    inc %r11
    inc %r13
    inc %r15
    inc %rbp
    inc %rsi
    inc %rdi
    inc %rcx
    inc %rdx
    inc %rax
    cmp %r12, %r8
    jne 1b
    dec %rax
    cmp %rax, %r8
    jne 2f
    cmp %r9, %r8
    jne 2f
    cmp %r10, %r8
    jne 2f
    cmp %r11, %r8
    jne 2f
    cmp %r13, %r8
    jne 2f
    cmp %r15, %r8
    jne 2f
    cmp %rbp, %r8
    jne 2f
    cmp %rsi, %r8
    jne 2f
    cmp %rdi, %r8
    jne 2f
    cmp %rcx, %r8
    jne 2f
    cmp %rdx, %r8
    jne 2f
    movq %xmm14, %rax
    cmp %rax, %r8
    jne 2f
    fistpll %gs:8(%ebx)
    cmp %gs:8(%ebx), %r8
    jne 2f
    EXIT(0)
2:  EXIT(1)

/* --- pipes: fd 3 --- */
LABEL(writes_bytes)                 /* total in data[0], chunk in data[1] */
    mov %gs:DATA, %r12
    mov %gs:DATA+8, %r13
1:  mov $3, %edi
    mov $DATA+4096, %esi
    mov %r13, %rdx
    CALL(1)
    test %rax, %rax
    js 2f
    sub %rax, %r12
    jg 1b
    xor %eax, %eax
2:  RECORD(%rax)
    EXIT(0)
LABEL(reads_bytes)
    xor %r12d, %r12d
    mov %gs:DATA+8, %r13
1:  mov $3, %edi
    mov $DATA+4096, %esi
    mov %r13, %rdx
    CALL(0)
    test %rax, %rax
    js 2f
    jz 2f
    add %rax, %r12
    jmp 1b
2:  RECORD(%rax)
    RECORD(%r12)
    EXIT(0)
LABEL(reads_once)
    mov $3, %edi
    mov $DATA+4096, %esi
    mov %gs:DATA, %rdx
    CALL(0)
    RECORD(%rax)
    RECORD(%gs:DATA+4096)
    EXIT(0)
LABEL(writes_once)                  /* address in data[0], size in data[1] */
    mov $3, %edi
    mov %gs:DATA, %rsi
    mov %gs:DATA+8, %rdx
    CALL(1)
    RECORD(%rax)
    EXIT(0)
LABEL(writes_vector)                /* iovecs at data[0], count in data+4088 */
    mov $3, %edi
    mov $DATA, %esi
    mov %gs:DATA+4088, %rdx
    CALL(20)
    RECORD(%rax)
    EXIT(0)
LABEL(reads_vector)
    mov $3, %edi
    mov $DATA, %esi
    mov %gs:DATA+4088, %rdx
    CALL(19)
    RECORD(%rax)
    EXIT(0)

/* Each round checks that the answer and the other registers are what they were. */
LABEL(compares_cpuid)
    mov $0x5555, %esi
    xor %eax, %eax
    call GATE_CPUID
    mov %ebx, %r12d
    mov %gs:DATA, %r13
1:  xor %eax, %eax
    cmp %eax, %eax
    call GATE_CPUID
    jne 2f
    cmp %ebx, %r12d
    jne 2f
    cmp $0x5555, %esi
    jne 2f
    dec %r13
    jnz 1b
    EXIT(0)
2:  EXIT(1)

/* --- fork: 57, wait for the child's turn by sched_yield --- */
LABEL(forks)
    movq $1, %gs:DATA
    mov $11, %ebx
    call 1f
    RECORD(%rbx)
    EXIT(0)
1:  call 2f
    ret
2:  CALL(57)
    test %rax, %rax
    jnz 3f
    movq $2, %gs:DATA
    mov $22, %ebx
3:  RECORD(%rax)
    CALL(24)
    CALL(24)
    RECORD(%gs:DATA)
    RECORD(%gs:SELF)
    ret

/* --- signals --- */
LABEL(waits_for_signal)             /* spins until the handler has set data[0] */
    mov $0x1234, %ebx
1:  cmpq $0, %gs:DATA
    je 1b
    RECORD(%rbx)
    EXIT(0)
LABEL(sleeps)                       /* 501 suspends */
    mov $0x1234, %ebx
    mov $77, %edi
    CALL(501)
    RECORD(%rax)
    RECORD(%rbx)
    EXIT(0)
LABEL(spins_in_strings)
    mov $0x1234, %ebx
1:  mov %gs:SELF, %r11
    mov $DATA+4096, %edi
    lea (%r11,%rdi), %rdi
    mov $32768, %ecx
    xor %eax, %eax
    rep stosb
    mov %edi, %edi
    cmpq $0, %gs:DATA
    je 1b
    RECORD(%rbx)
    EXIT(0)
LABEL(handler)
    mov %rdi, %gs:DATA
    mov $0x666, %ebx
    ret
LABEL(handler_forks)                /* then the child returns into what was interrupted, too */
    movq $1, %gs:DATA
    CALL(57)
    ret
LABEL(handler_records)
    RECORD(%rdi)
    RECORD(%rsi)
    RECORD(%rdx)
    RECORD(%r14)
    ret
LABEL(handler_jumps)
    mov $0, %edx
    mov $landed, %ecx
    mov $42, %eax
    call GATE_LONGJMP
LABEL(landed)
    RECORD(%rax)
    RECORD(%rbx)
    EXIT(0)
LABEL(recurses)
    call 1f
1:  call 1b
LABEL(handler_of_overflow)
    call 1f
    mov $0, %edx
    mov $landed, %ecx
    mov $43, %eax
    call GATE_LONGJMP
1:  ret

LABEL(masks)                        /* how, new, old, size in data[0..3] */
    mov %gs:DATA, %rdi
    mov %gs:DATA+8, %rsi
    mov %gs:DATA+16, %rdx
    mov %gs:DATA+24, %r10
    CALL(14)
    RECORD(%rax)
    EXIT(0)

/* --- setjmp, longjmp --- */
LABEL(setjmps)
    mov $5, %ebx
    call do_setjmps
    RECORD(%rbx)
    EXIT(0)
do_setjmps:
    call my_setjmp
    endbr64
    mov %rax, %r12
    RECORD(%r12)
    test %r12, %r12
    jnz 1f
    call deeper
1:  ret
my_setjmp:
    call GATE_SETJMP
    mov %eax, %gs:DATA
    mov %edx, %gs:DATA+4
    xor %eax, %eax
    ret
deeper:
    call even_deeper
    ret
even_deeper:
    mov %gs:DATA, %edx
    mov %gs:DATA+4, %ecx
    mov $9, %eax
    call GATE_LONGJMP
    ud2

/* --- registers --- */
LABEL(uses_raw)                     /* everything but rax, rcx, r11 survives */
    mov $0x1111111111111111, %rax
    movq %rax, %xmm7
    mov $3, %edi
    mov $4, %esi
    mov $5, %edx
    mov $6, %r10d
    mov $7, %r8d
    mov $8, %r9d
    mov $110, %eax
    call GATE_SYSCALL_RAW
    cmp $3, %edi
    jne 1f
    cmp $4, %esi
    jne 1f
    cmp $5, %edx
    jne 1f
    cmp $6, %r10d
    jne 1f
    cmp $7, %r8d
    jne 1f
    cmp $8, %r9d
    jne 1f
    movq %xmm7, %rdi
    CALL(500)
    EXIT(0)
1:  EXIT(1)
LABEL(asks_cpuid)
    mov $0x5555, %esi
    mov %gs:DATA, %eax
    mov %gs:DATA+8, %ecx
    cmp %eax, %eax
    call GATE_CPUID
    jne 1f
    mov %eax, %r12d
    mov %ecx, %r13d
    mov %edx, %r15d
    RECORD(%r12)
    RECORD(%rbx)
    RECORD(%r13)
    RECORD(%r15)
    RECORD(%rsi)
    EXIT(0)
1:  EXIT(1)
LABEL(asks_the_rest)
    xor %ecx, %ecx
    stc
    call GATE_XGETBV
    jnc 1f
    mov %eax, %ebx
    RECORD(%rbx)
    stc
    call GATE_THREAD_POINTER
    jnc 1f
    mov %r11, %rdi
    CALL(500)
    call GATE_RDTSC
    mov %edx, %ebx
    shl $32, %rbx
    or %rax, %rbx
    call GATE_RDTSC
    shl $32, %rdx
    or %rax, %rdx
    cmp %rbx, %rdx
    jbe 1f
    EXIT(0)
1:  EXIT(1)
LABEL(sets_thread_pointer)
    mov $0x1002, %edi
    mov $DATA+64, %esi
    CALL(158)
    mov %rsp, %r11
    or $0x3fffff, %r11
    mov -7(%r11), %r11
    mov %r11, %rdi
    CALL(500)
    EXIT(0)

/* Control words and sticky flags of SSE and x87, before and after the syscall in data[0]. */
LABEL(sets_control_words)
    movl $0x7f80, %gs:DATA+16       /* round to zero */
    ldmxcsr %gs:DATA+16
    movw $0xc7f, %gs:DATA+20        /* round to zero, single precision */
    fldcw %gs:DATA+20
    mov $1, %eax                    /* 1/3 sets both inexact flags */
    mov $3, %ecx
    cvtsi2sd %eax, %xmm0
    cvtsi2sd %ecx, %xmm1
    divsd %xmm1, %xmm0
    movl $3, %gs:DATA+24
    fld1
    fidivl %gs:DATA+24
    fstp %st(0)
LABEL(shows_control_words)
    mov $10, %ebx
1:  mov %gs:DATA, %eax
    call GATE_SYSCALL
    dec %ebx
    jnz 1b
    stmxcsr %gs:DATA+32
    fnstcw %gs:DATA+40
    fnstsw %ax
    mov %ax, %gs:DATA+48
    EXIT(0)

/* --- secrets: every register that the accepted language reads --- */
LABEL(keeps_secrets)
    mov $0x5ec2e75ec2e75ec2, %rax
    movq %rax, %xmm0
    pshufd $0x44, %xmm0, %xmm0
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    movdqa %xmm0, %xmm\n
    .endr
    cmpq $0, %gs:DATA+8
    je 3f
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    vinsertf128 $1, %xmm0, %ymm\n, %ymm\n
    .endr
3:  fldpi
    fldpi
    .irp r, rbx,rcx,rdx,rsi,rdi,rbp,r8,r9,r10,r12,r13,r15
    mov %rax, %\r
    .endr
    stc
    mov %gs:DATA, %eax              /* the syscall that follows: 24 or 501 */
1:  call GATE_SYSCALL
    mov %gs:DATA, %eax
    jmp 1b
LABEL(hunts_secrets)                /* stores all registers at data + 4096, exits */
    .irp r, rax,rbx,rcx,rdx,rsi,rdi,rbp,r8,r9,r10,r11,r12,r13,r15
    mov %\r, %gs:DATA+4096+8*(\@)
    .endr
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    movdqu %xmm\n, %gs:DATA+8192+32*\n
    .endr
    cmpq $0, %gs:DATA+8
    je 3f
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    vmovdqu %ymm\n, %gs:DATA+8192+32*\n
    .endr
3:  fstpt %gs:DATA+12288
    fstpt %gs:DATA+12304
    EXIT(0)
LABEL(hunts_after_syscall)          /* what a syscall leaves */
    mov %gs:DATA, %eax
    call GATE_SYSCALL
    jmp hunts_secrets
