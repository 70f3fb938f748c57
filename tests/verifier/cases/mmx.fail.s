each:
emms
femms
movd %eax,%mm0
paddb %mm0,%mm1
pshufb %mm0,%mm1
.byte 0x0f,0x0f,0xc1,0x9e
