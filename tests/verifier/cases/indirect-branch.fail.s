each:
call *%rax
jmp *%rax
jmp *%r11
call *%r11
jmp *%gs:(%eax)
call *%gs:(%eax)

# The guard's load, sum, jne and move must be of one register, and nothing between them.
movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %ecx,%r11d; addr32 addq %gs:SELF,%r11; call *%r11
1: ud2

movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %eax,%r11d; nop; addr32 addq %gs:SELF,%r11; jmp *%r11
1: ud2

movl %gs:(%eax),%r11d; addl $0x05e1f00c,%r11d; jne 1f; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
1: ud2

movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; je 1f; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
1: ud2

movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %eax,%r11d; addr32 addq %gs:SELF+8,%r11; jmp *%r11
1: ud2

movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %eax,%r11d; addr32 movq %gs:SELF,%r11; jmp *%r11
1: ud2

movl %gs:4(%eax),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
1: ud2

movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %eax,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r10
1: ud2

# R11 as the guarded register would be overwritten by the load.
movl %gs:(%r11d),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %r11d,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
1: ud2

# A mask that is no mask: sign-extended, not 2^k - 1, or none
andl $-1,%r11d; movl %gs:0x800000(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

.byte 0x41,0x83,0xe3,0xff; movl %gs:0x800000(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

andl $6,%r11d; movl %gs:0x800000(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

andl $0x1ff0,%r11d; movl %gs:0x800000(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

movl %gs:0x800000(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

andl $7,%r11d; movl %gs:0x800000(,%r11d,8),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

andl $7,%r11d; movl %gs:0x800000(%eax,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

andl $7,%eax; movl %gs:0x800000(,%r11d,4),%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

# A table of absolute addresses
andl $7,%r11d; movq %gs:0x800000(,%r11d,8),%r11; jmp *%r11
