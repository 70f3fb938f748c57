each:
syscall
sysenter
sysret
int $0x80
.byte 0xf1
.byte 0xce
iret
lret
lret $8
lcall *(%rax)
ljmp *(%rax)
in $1,%al
out %al,%dx
insb
outsb
hlt
cli
sti
vmcall
vmmcall
xgetbv
swapgs
monitor
mwait
clac
sgdt (%rax)
sidt (%rax)
smsw %ax
lmsw %ax
invlpg (%rax)
str %ax
sldt %ax
lar %ax,%ax
lsl %ax,%ax
clts
wbinvd
mov %cr0,%rax
mov %rax,%db0
wrmsr
rdmsr
rsm
rdpkru
wrpkru
enclu
encls
xend
xtest
rdtscp
