each:
xbegin . + 6
xabort $1
incsspq %rax
wrssq %rax,(%rbx)
wrussq %rax,(%rbx)
