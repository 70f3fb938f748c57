movq %rsp,%r11; orq $0x3fffff,%r11; movq -7(%r11),%r11
addl %gs:4(%r11d),%eax
