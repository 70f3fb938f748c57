1: andl $1,%r11d; movl %gs:2f(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
.section .rodata
.p2align 2
2: .long 1b, GATE_TRAP

movl %eax,%r11d; andl $127,%r11d; movl %gs:2f(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
1: nop
.section .rodata
.p2align 2
2: .rept 128; .long 1b; .endr

movl %eax,%r11d; andl $255,%r11d; movl %gs:2f(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
1: nop
.section .rodata
.p2align 2
2: .rept 256; .long 1b; .endr

1: andl $4095,%r11d; movl %gs:2f(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
.section .rodata
.p2align 2
2: .rept 4096; .long 1b; .endr
