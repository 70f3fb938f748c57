# Out of the text: to places in the gate page that are no entries, past the entries, into the domain page, to data, to the end
each:
call GATE_SYSCALL + 1
call GATE_EXIT + 32
jmp GATE_SYSCALL - 32
jmp 0x3fe000
je 0x3ffff0
call 0x800000
jmp 0x10000
.byte 0xe9,0,0,0,0x80
.byte 0xe9,0xff,0xff,0xff,0x7f
