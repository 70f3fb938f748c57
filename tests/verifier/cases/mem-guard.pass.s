# Every kind of memory operand, with mem_guard's prefixes 65 67.
each:
movl %gs:(%eax),%ebx
addr32 movq %gs:0x12345678,%r11
movq %gs:-8(%r13d,%r12d,8),%rax
addr32 movl %gs:-1,%ecx
movb $1,%gs:(%r14d)
movl %gs:(%eip),%eax
.byte 0x65,0x67,0x8b,0x05,0,0,0,0
addl %eax,%gs:4(%ebx,%ecx,4)
lock addl %eax,%gs:4(%ebx)
lock cmpxchg16b %gs:(%ebx)
xchgl %eax,%gs:(%ebx)
movw $0x1234,%gs:(%eax)
movaps %gs:(%r8d),%xmm9
fldt %gs:16(%r14d)
crc32w %gs:(%eax),%ebx
popcntw %gs:(%eax),%bx
movbe %gs:(%eax),%rbx
vmovdqu %gs:(%eax),%ymm3
vfmadd213sd %gs:(%r9d),%xmm3,%xmm4
vpmaskmovd %gs:(%eax),%ymm1,%ymm2
vmaskmovps %ymm1,%ymm2,%gs:(%eax)
shlxl %eax,%gs:(%ebx),%ecx
prefetcht0 %gs:(%eax)
prefetchw %gs:(%eax)
ldmxcsr %gs:(%r14d)
pinsrq $1,%gs:(%eax),%xmm1
btl $5,%gs:(%eax)
