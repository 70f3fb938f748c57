/* A system call is a direct call of the gate's SYSCALL entry. It may change every vector and x87 register. */

#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)

#define __GATE_CLOBBERS \
	"rcx", "r11", "memory", "cc", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "xmm0", \
	"xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", \
	"xmm14", "xmm15"

#define __GATE_CALL(...) \
	__asm__ __volatile__ ("call __cloister_gate_SYSCALL" : "=a"(ret) : "a"(n) __VA_OPT__(,) __VA_ARGS__ : __GATE_CLOBBERS)

static __inline long __syscall0(long n)
{
	unsigned long ret;
	__GATE_CALL();
	return ret;
}

static __inline long __syscall1(long n, long a1)
{
	unsigned long ret;
	__GATE_CALL("D"(a1));
	return ret;
}

static __inline long __syscall2(long n, long a1, long a2)
{
	unsigned long ret;
	__GATE_CALL("D"(a1), "S"(a2));
	return ret;
}

static __inline long __syscall3(long n, long a1, long a2, long a3)
{
	unsigned long ret;
	__GATE_CALL("D"(a1), "S"(a2), "d"(a3));
	return ret;
}

static __inline long __syscall4(long n, long a1, long a2, long a3, long a4)
{
	unsigned long ret;
	register long r10 __asm__("r10") = a4;
	__GATE_CALL("D"(a1), "S"(a2), "d"(a3), "r"(r10));
	return ret;
}

static __inline long __syscall5(long n, long a1, long a2, long a3, long a4, long a5)
{
	unsigned long ret;
	register long r10 __asm__("r10") = a4;
	register long r8 __asm__("r8") = a5;
	__GATE_CALL("D"(a1), "S"(a2), "d"(a3), "r"(r10), "r"(r8));
	return ret;
}

static __inline long __syscall6(long n, long a1, long a2, long a3, long a4, long a5, long a6)
{
	unsigned long ret;
	register long r10 __asm__("r10") = a4;
	register long r8 __asm__("r8") = a5;
	register long r9 __asm__("r9") = a6;
	__GATE_CALL("D"(a1), "S"(a2), "d"(a3), "r"(r10), "r"(r8), "r"(r9));
	return ret;
}

#define IPC_64 0
