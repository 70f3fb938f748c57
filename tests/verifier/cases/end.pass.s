.skip 4091, 0x90; ret

.skip 4090, 0x90; jmp . - 2

.skip 4090, 0x90; ud2
