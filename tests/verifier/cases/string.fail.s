each:
stosb
rep stosb
rep movsq
movsb
lodsb
cmpsb
scasb
repe cmpsb
repne scasb
.byte 0x65,0x67,0xa4

# Without the truncation before, and with the wrong base
addr32 movq %gs:SELF,%r11; leaq (%r11,%rdi),%rdi; rep stosb; movl %edi,%edi

addr32 movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r10,%rdi),%rdi; rep stosb; movl %edi,%edi

addr32 movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r11,%rdi,2),%rdi; rep stosb; movl %edi,%edi

addr32 movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r11,%rdi),%rdi; rep movsb; movl %edi,%edi

addr32 movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r11,%rdi),%rdi; stosb; movl %edi,%edi

addr32 movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r11,%rdi),%rdi; repne stosb; movl %edi,%edi

# Without the truncation after
addr32 movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r11,%rdi),%rdi; rep stosb; nop

addr32 movq %gs:SELF,%r11; movl %edi,%edi; movl %esi,%esi; leaq (%r11,%rdi),%rdi; leaq (%r11,%rsi),%rsi; rep movsb; movl %edi,%edi; nop
