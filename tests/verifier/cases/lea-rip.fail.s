each:
leaq 16(%rip),%rax
leaw 16(%rip),%ax
leaq 16(%rip),%r15
