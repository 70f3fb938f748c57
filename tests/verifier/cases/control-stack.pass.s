# AH to BH, and registers 12: number 4 is only sometimes RSP. An index of 4 means none.
each:
movb %ah,%al
movb %cl,%ah
movb $1,%ah
movl %r12d,%eax
movl %eax,%r12d
xchgl %eax,%r12d
movl $1,%r12d
bswap %r12d
movb %r12b,%al
leaq (%r12),%rax
leaq (%rax,%r12),%rax
movl %gs:(%r12d),%eax
.byte 0x65,0x67,0x8b,0x04,0x20
andnl %eax,%r12d,%ecx
addss %xmm4,%xmm4
vaddps %xmm4,%xmm4,%xmm4
call . + 5
ret
