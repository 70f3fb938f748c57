/* int sigsetjmp(sigjmp_buf, int): saves the mask, then goes on as setjmp.
 *
 * musl longjmps into sigsetjmp and restores the mask there; here the return address of sigsetjmp is gone by then, so
 * siglongjmp restores the mask before it jumps. Offsets: __fl 64, __ss 72 and on (first word: the mask). */
	.text
	.global sigsetjmp
	.global __sigsetjmp
	.type sigsetjmp,@function
	.type __sigsetjmp,@function
	.hidden __sigsetjmp_save
sigsetjmp:
__sigsetjmp:
	endbr64
	movslq %esi,%rsi
	movq %rsi,%gs:64(%edi)
	testl %esi,%esi
	je setjmp
	movq %rbx,%gs:80(%edi)
	movl %edi,%ebx
	leal -8(%r14),%r14d		/* the hole of a return address: the stack is aligned at calls */
	call __sigsetjmp_save
	leal 8(%r14),%r14d
	movl %ebx,%edi
	movq %gs:80(%edi),%rbx
	jmp setjmp
	.size sigsetjmp,.-sigsetjmp
