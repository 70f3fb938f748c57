each:
clflush (%rax)
clflushopt (%rax)
clflush %gs:(%eax)
