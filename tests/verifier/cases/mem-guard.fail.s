# Operands without both prefixes, in this order.
each:
movl (%rax),%ebx
movl %gs:(%rax),%ebx
movl %gs:SELF,%eax
movzbl %gs:-1,%eax
movl (%eax),%ebx
.byte 0x67,0x65,0x8b,0x18
movl 8(%rip),%eax
vmovdqu (%rax),%ymm3
vmovdqu %gs:(%rax),%ymm3
prefetcht0 (%rax)
.byte 0x65
fldt 16(%r14)
addq %gs:SELF,%r11
cmpxchg16b (%rbx)
1: jecxz 1b
addr32 rep stosb
leal 8(%eax),%ebx
