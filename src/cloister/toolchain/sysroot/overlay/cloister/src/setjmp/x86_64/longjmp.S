/* _Noreturn void longjmp(jmp_buf, int): the LibOS checks depth and target, and unwinds the control stack. */
	.text
	.global longjmp
	.global _longjmp
	.type longjmp,@function
	.type _longjmp,@function
longjmp:
_longjmp:
	endbr64
	xorl %eax,%eax
	cmpl $1,%esi			/* value + !value */
	adcl %esi,%eax
	movq %gs:(%edi),%rbx
	movq %gs:8(%edi),%rbp
	movq %gs:16(%edi),%r12
	movq %gs:24(%edi),%r13
	movq %gs:32(%edi),%r14
	movq %gs:40(%edi),%r15
	movl %gs:48(%edi),%edx
	movl %gs:56(%edi),%ecx
	call __cloister_gate_LONGJMP
	ud2
	.size longjmp,.-longjmp
