each:
movl %eax,%ds
movl %eax,%gs
movl %gs,%eax
movw %gs:(%eax),%ss
pop %fs
push %gs
lss (%rax),%eax
lfs (%rax),%eax
lgs (%rax),%eax
rdfsbase %rax
rdgsbase %rax
wrfsbase %rax
wrgsbase %rax
