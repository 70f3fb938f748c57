each:
leal 16(%rip),%eax
leaq 8(%rax,%rbx,4),%rcx
leaw 8(%rax),%cx
leaq 0x400000,%rax
leal (%rax),%r9d
