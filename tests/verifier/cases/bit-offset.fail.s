each:
btl %eax,%gs:(%ebx)
btsl %eax,%gs:(%ebx)
btrq %rax,%gs:(%ebx)
btcl %eax,%gs:(%ebx)
lock btsl %eax,%gs:(%ebx)
