each:
vgatherdps %ymm1,%gs:(%eax,%ymm2,4),%ymm3
vpgatherqq %ymm1,%gs:(%eax,%ymm2,4),%ymm3
vpgatherdd %xmm1,(%rax,%xmm2,4),%xmm3
