# A little of everything that is accepted without a memory operand.
each:
addl %eax,%ebx
adcb $1,%al
sbbw $0x1234,%cx
imulq $100000,%rax,%rbx
mulq %rcx
divl %ecx
cwtl; cqto
cmovne %rax,%rbx
setne %al
shldq %cl,%rax,%rbx
bswap %rax
movslq %eax,%rbx
movzwl %ax,%ebx
xaddl %eax,%ebx
cmpxchgl %eax,%ebx
btl %eax,%ebx
btsq $63,%rax
tzcntl %eax,%ebx
lzcntw %ax,%bx
popcntq %rax,%rbx
crc32q %rax,%rbx
lahf; sahf; cmc; clc; stc
fwait; fninit; fnclex; fnstsw %ax; fld1; fsin; fxch %st(3); fcomip %st(1),%st
lfence; mfence; sfence
int3
ud2
sha256rnds2 %xmm1,%xmm2
aesenc %xmm1,%xmm2
pclmulqdq $1,%xmm1,%xmm2
pcmpistri $1,%xmm1,%xmm2
roundsd $1,%xmm1,%xmm2
blendvps %xmm1,%xmm2
insertps $1,%xmm1,%xmm2
endbr64
jmp . + 2
jne . + 6
call GATE_SYSCALL
call GATE_THREAD_POINTER
jmp GATE_TRAP
