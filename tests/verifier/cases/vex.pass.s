each:
vaddps %ymm1,%ymm2,%ymm3
vzeroupper
vzeroall
vblendvps %xmm1,%xmm2,%xmm3,%xmm4
vpblendvb %ymm15,%ymm2,%ymm3,%ymm4
vmovss %xmm1,%xmm2,%xmm3
vpermq $1,%ymm1,%ymm2
vperm2i128 $1,%ymm1,%ymm2,%ymm3
vextracti128 $1,%ymm1,%xmm2
vcvtph2ps %xmm1,%ymm2
vcvtps2ph $1,%ymm1,%xmm2
vfmadd231ps %ymm1,%ymm2,%ymm3
vfnmsub213sd %xmm1,%xmm2,%xmm3
pdep %rax,%rbx,%rcx
bextr %rax,%rbx,%rcx
vaesenc %xmm1,%xmm2,%xmm3
vpclmulqdq $1,%xmm1,%xmm2,%xmm3
vpsrldq $1,%ymm1,%ymm2
vpinsrb $1,%eax,%xmm1,%xmm2
vmovmskpd %ymm1,%eax
vcvtsi2sdq %rax,%xmm1,%xmm2
