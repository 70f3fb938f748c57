/* One misdeed an entry. */
#include "guest.h"
    .text
LABEL(entry)
    EXIT(0)
LABEL(reads_null)
    mov %gs:(%ebx), %eax
    EXIT(1)
LABEL(writes_text)
    mov $0x400000, %ebx
    movl $1, %gs:(%ebx)
    EXIT(1)
LABEL(writes_gate)
    mov $0x3ff000, %ebx
    movl $1, %gs:(%ebx)
    EXIT(1)
LABEL(writes_self)
    mov $SELF, %ebx
    movl $1, %gs:(%ebx)
    EXIT(1)
LABEL(reads_closed)
    mov $0x50000000, %ebx
    mov %gs:(%ebx), %eax
    EXIT(1)
LABEL(reads_past_end)
    mov $0xffffffff, %ebx
    mov %gs:(%ebx), %rax
    EXIT(1)
LABEL(writes_past_end)
    mov $0xffffffff, %ebx
    mov %rax, %gs:(%ebx)
    EXIT(1)
LABEL(stores_without_end)
    mov %gs:SELF, %r11
    mov $DATA, %edi
    lea (%r11,%rdi), %rdi
    mov $-1, %rcx
    mov $0x41, %eax
    rep stosb
    EXIT(1)
LABEL(divides_by_zero)
    xor %ecx, %ecx
    div %ecx
    EXIT(1)
LABEL(is_undefined)
    ud2
LABEL(breaks)
    int3
LABEL(halts)
    call GATE_HALT
LABEL(fails_guard)
    jmp GATE_TRAP
LABEL(recurses)
    call recurses_on
recurses_on:
    call recurses_on
LABEL(returns_from_start)
    ret
LABEL(jumps_wild)
    mov $0x123456789abc, %r11
    jmp *%r11
LABEL(jumps_to_noncanonical)
    mov $0x8000000000000000, %r11
    jmp *%r11
LABEL(jumps_to_null)
    xor %r11d, %r11d
    jmp *%r11
LABEL(jumps_into_data)
    mov %gs:SELF, %r11
    add $DATA, %r11
    jmp *%r11
LABEL(longjmps_nowhere)
    mov $0, %edx
    mov $0x400001, %ecx
    call GATE_LONGJMP
    EXIT(1)
LABEL(longjmps_too_deep)
    mov $5, %edx
    mov $0x400000, %ecx
    call GATE_LONGJMP
    EXIT(1)
LABEL(sigreturns)
    call GATE_SIGRETURN
    EXIT(1)
LABEL(sigreturns_by_jump)
    jmp GATE_SIGRETURN
LABEL(asks_xgetbv_one)
    mov $1, %ecx
    call GATE_XGETBV
    EXIT(1)
LABEL(divides_with_sse)
    mov $DATA, %ebx
    movl $0x1d00, %gs:(%ebx)      /* division by zero unmasked */
    ldmxcsr %gs:(%ebx)
    mov $1, %eax
    cvtsi2sd %eax, %xmm0
    pxor %xmm1, %xmm1
    divsd %xmm1, %xmm0
    EXIT(1)
LABEL(divides_with_x87)
    mov $DATA, %ebx
    movw $0x37b, %gs:(%ebx)       /* ZM = 0 */
    fldcw %gs:(%ebx)
    fld1
    fldz
    fdivrp
    CALL(110)                     /* pending: the core must not see it */
    RECORD(%rax)
    fwait
    EXIT(1)
