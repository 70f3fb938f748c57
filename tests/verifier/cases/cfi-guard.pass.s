# Every register but RSP and R11, both displacements of jne, call and jmp, both places to trap.
.irp r, eax,ebx,ecx,edx,esi,edi,ebp,r8d,r9d,r10d,r12d,r13d,r14d,r15d
movl %gs:(%\r),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %\r,%r11d; addr32 addq %gs:SELF,%r11; call *%r11
movl %gs:(%\r),%r11d; addl $0x05e1f00d,%r11d; jne GATE_TRAP; movl %\r,%r11d; addr32 addq %gs:SELF,%r11; call *%r11
jmp 2f
1: ud2
2:
.endr
.irp r, eax,ebx,ecx,edx,esi,edi,ebp,r8d,r9d,r10d,r12d,r13d,r14d,r15d
movl %gs:(%\r),%r11d; addl $0x05e1f00d,%r11d; jne 1f; movl %\r,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
movl %gs:(%\r),%r11d; addl $0x05e1f00d,%r11d; jne GATE_TRAP; movl %\r,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
1: ud2
.endr

# A guard that another one interrupts
movl %gs:(%eax),%r11d; addl $0x05e1f00d,%r11d
movl %gs:(%ecx),%r11d; addl $0x05e1f00d,%r11d; jne GATE_TRAP; movl %ecx,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11

# A jump to a pseudo-instruction's first byte
jmp 1f
1: movl %gs:(%ecx),%r11d; addl $0x05e1f00d,%r11d; jne GATE_TRAP; movl %ecx,%r11d; addr32 addq %gs:SELF,%r11; jmp *%r11
