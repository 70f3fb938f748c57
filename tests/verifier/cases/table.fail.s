# A table outside the read-only segment, beyond its end, before its start, misaligned, in the text
andl $1,%r11d; movl %gs:0x900000(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

andl $1,%r11d; movl %gs:0x7ffffc(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

andl $1,%r11d; movl %gs:0x400000(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

andl $1,%r11d; movl %gs:-4(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

andl $1,%r11d; movl %gs:2f+2(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
.section .rodata
.p2align 2
2: .long GATE_TRAP, GATE_TRAP, GATE_TRAP

andl $0xffff,%r11d; movl %gs:0x800000(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
