andl $1,%r11d; movl %gs:2f(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
.section .rodata
.p2align 2
2: .long GATE_TRAP, 0

andl $3,%r11d; movl %gs:2f(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
.section .rodata
.p2align 2
2: .long GATE_TRAP, GATE_TRAP, GATE_TRAP, 0x10000000

andl $1,%r11d; movl %gs:2f(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
.section .rodata
.p2align 2
2: .long GATE_TRAP, GATE_TRAP + 1
