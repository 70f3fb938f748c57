each:
lock incl %gs:(%eax)
lock xaddq %rax,%gs:(%ebx)
lock cmpxchgl %eax,%gs:(%ebx)
lock cmpxchg8b %gs:(%ebx)
lock btsl $1,%gs:(%ebx)
lock orq $0,%gs:(%r14d)
lock negb %gs:(%eax)
lock xchgb %al,%gs:(%ebx)
