.irp x, b,w,l,q
addr32 movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r11,%rdi),%rdi; rep stos\x; movl %edi,%edi
addr32 movq %gs:SELF,%r11; movl %edi,%edi; movl %esi,%esi; leaq (%r11,%rdi),%rdi; leaq (%r11,%rsi),%rsi; rep movs\x; movl %edi,%edi; movl %esi,%esi
.endr
