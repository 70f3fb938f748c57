/* pid_t vfork(void): the child has a control stack of its own but shares the data stack: nothing may be kept there. */
	.text
	.global vfork
	.type vfork,@function
	.hidden __syscall_ret
vfork:
	endbr64
	movl $58,%eax			/* SYS_vfork */
	call __cloister_gate_SYSCALL
	movq %rax,%rdi
	jmp __syscall_ret
	.size vfork,.-vfork
