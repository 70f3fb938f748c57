/* Syscalls in loops, for speed. rdi-like parameters come in data. */
    .text
    .globl entry
entry:
    endbr64
    mov $110, %eax
    mov %gs:DATA, %ebx
1:  mov $110, %eax
    call GATE_SYSCALL
    dec %ebx
    jnz 1b
    mov $60, %eax
    mov $7, %edi
    call GATE_SYSCALL
    ud2
yields:
    endbr64
    mov %gs:DATA, %ebx
1:  mov $24, %eax
    call GATE_SYSCALL
    dec %ebx
    jnz 1b
    mov $60, %eax
    mov $7, %edi
    call GATE_SYSCALL
    ud2
