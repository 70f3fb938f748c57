/* int __clone(int (*function)(void *), void *stack, int flags, void *argument, pid_t *ptid, void *tls, pid_t *ctid)
 *
 * ctid is the seventh argument: at R14, as a call leaves no hole there. The child comes back from the gate with
 * R14 = the stack given to it, and leaves by exit. */
#include "cloister_layout.h"
	.text
	.global __clone
	.hidden __clone
	.type __clone,@function
__clone:
	endbr64
	movq %gs:(%r14d),%r10		/* ctid */
	andl $-16,%esi
	leal -16(%rsi),%esi
	movq %rcx,%gs:(%esi)		/* the argument waits on the child's stack */
	movl %edi,%eax
	movl %edx,%edi			/* flags */
	movq %r8,%rdx			/* ptid */
	movq %r9,%r8			/* tls */
	movl %eax,%r9d			/* function: the gate keeps r9 */
	movl $56,%eax			/* SYS_clone */
	call __cloister_gate_SYSCALL
	testl %eax,%eax
	jne 1f
	xorl %ebp,%ebp
	movq %gs:(%r14d),%rdi
	movl %gs:(%r9d),%r11d
	addl $CLOISTER_CFI_GUARD_ADDEND,%r11d
	jne __cloister_gate_TRAP
	movl %r9d,%r11d
	addr32 addq %gs:CLOISTER_SELF,%r11
	call *%r11
	movl %eax,%edi
	movl $60,%eax			/* SYS_exit */
	call __cloister_gate_SYSCALL
	ud2
1:	ret
	.size __clone,.-__clone
