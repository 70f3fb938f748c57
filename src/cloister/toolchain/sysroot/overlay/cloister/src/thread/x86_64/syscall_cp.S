/* long __syscall_cp_asm(volatile int *cancel, long number, long u, long v, long w, long x, long y, long z)
 *
 * pthread_cancel's signal handler compares the interrupted offset with __cp_begin and __cp_end and, in between, moves it
 * to __cp_cancel, which therefore is a cfi_label. y and z lie at R14: a call leaves no hole there. */
	.text
	.global __syscall_cp_asm
	.hidden __syscall_cp_asm
	.type __syscall_cp_asm,@function
	.global __cp_begin
	.hidden __cp_begin
	.global __cp_end
	.hidden __cp_end
	.global __cp_cancel
	.hidden __cp_cancel
	.hidden __cancel
__syscall_cp_asm:
	endbr64
__cp_begin:
	movl %gs:(%edi),%eax
	testl %eax,%eax
	jne __cp_cancel
	movq %rsi,%rax
	movq %rdx,%rdi
	movq %rcx,%rsi
	movq %r8,%rdx
	movq %r9,%r10
	movq %gs:(%r14d),%r8
	movq %gs:8(%r14d),%r9
	call __cloister_gate_SYSCALL
__cp_end:
	ret
__cp_cancel:
	endbr64
	jmp __cancel
	.size __syscall_cp_asm,.-__syscall_cp_asm
