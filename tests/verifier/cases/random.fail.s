each:
rdrand %eax
rdseed %eax
rdpid %rax
