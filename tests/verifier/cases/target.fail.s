# Into an instruction
jmp . + 3
movl $1,%eax

# Into each kind of pseudo-instruction: to its second instruction and to its last
jmp 1f
movl %gs:(%eax),%r11d; 1: addl $0x05e1f00d,%r11d; jne GATE_TRAP; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; call *%r11

jmp 1f
movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne GATE_TRAP; movl %eax,%r11d; 1: addr32 addq %gs:SELF,%r11; call *%r11

jmp 1f
movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne GATE_TRAP; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; 1: call *%r11

# Backwards
movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne GATE_TRAP; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; 1: call *%r11
jmp 1b

# From the guard's own jne: a ud2 that is no instruction
movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; call *%r11
.byte 0xb8, 0
1: .byte 0x0f, 0x0b, 0

jmp 1f
addr32 movq %gs:SELF,%r11; movl %edi,%edi; 1: leaq (%r11,%rdi),%rdi; rep stosb; movl %edi,%edi

jmp 1f
addr32 movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r11,%rdi),%rdi; 1: rep stosb; movl %edi,%edi

jmp 1f
addr32 movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r11,%rdi),%rdi; rep stosb; 1: movl %edi,%edi

je 1f
movq %rsp,%r11; 1: orq $0x3fffff,%r11; movq -7(%r11),%r11

call 1f
movq %rsp,%r11; orq $0x3fffff,%r11; 1: movq -7(%r11),%r11

jmp 1f
andl $1,%r11d; 1: movl %gs:2f(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
.section .rodata
.p2align 2
2: .long GATE_TRAP, GATE_TRAP

# By a table's entry
andl $1,%r11d; movl %gs:2f(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
1: movl $1,%eax
.section .rodata
.p2align 2
2: .long GATE_TRAP, 1b + 1
