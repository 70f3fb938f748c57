# jne to something else than a ud2 or the gate's trap
movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; call *%r11
1: ret

movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne GATE_HALT; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; call *%r11
ret

movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
ret
.skip 200, 0xcc
1: int3
