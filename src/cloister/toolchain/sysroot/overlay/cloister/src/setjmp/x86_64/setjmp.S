/* int setjmp(jmp_buf): eight words: rbx rbp r12 r13 r14 r15, control-stack depth, return offset.
 *
 * R14 is the same before the call and after the return, as no return address lies on the data stack. The gate is called
 * like a function: it keeps rbx, so the buffer's address goes there. */
	.text
	.global setjmp
	.global _setjmp
	.global __setjmp
	.type setjmp,@function
	.type _setjmp,@function
	.type __setjmp,@function
setjmp:
_setjmp:
__setjmp:
	endbr64
	movq %rbx,%gs:(%edi)
	movq %rbp,%gs:8(%edi)
	movq %r12,%gs:16(%edi)
	movq %r13,%gs:24(%edi)
	movq %r14,%gs:32(%edi)
	movq %r15,%gs:40(%edi)
	movl %edi,%ebx
	call __cloister_gate_SETJMP
	movq %rax,%gs:48(%ebx)
	movq %rdx,%gs:56(%ebx)
	movq %gs:(%ebx),%rbx
	xorl %eax,%eax
	ret
	.size setjmp,.-setjmp
