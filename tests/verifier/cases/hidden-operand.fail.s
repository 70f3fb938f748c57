each:
movabs 0x1122334455667788,%eax
addr32 movabs %gs:0x400000,%al
addr32 mov %gs:0x400000,%rax
movabs %al,0x1122334455667788
xlat
xlat %gs:(%ebx)
maskmovdqu %xmm0,%xmm1
maskmovq %mm0,%mm1
vmaskmovdqu %xmm0,%xmm1
movdir64b (%rax),%rbx
enqcmd (%rax),%rbx
movdiri %eax,(%rbx)
