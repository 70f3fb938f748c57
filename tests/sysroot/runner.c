/* runner PROGRAM ARGV...: runs a SIP as an ordinary Linux process, for tests of the toolchain without the core.
 *
 * The trick: a slot whose base is 0. Slot offsets are then plain addresses, so system calls need no translation; SELF is 0,
 * GS base is 0 as Linux leaves it, the gate page holds jumps to the code below. Nothing is isolated. RSP is a control stack
 * high in the address space. Not supported: threads, mremap, signal information, sigaltstack.
 * Built with -ffixed-r14 (the SIP's stack pointer, which signal handlers need) as a position-independent program. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "layout.h"

#define HEAP_SIZE (1ull << 28)
#define TRUSTED(displacement) (*(uint64_t *)(control_stack + CLOISTER_CONTROL_STACK_SIZE - 1 + (displacement)))

static char *control_stack, *runner_path;
static uint64_t heap_start, heap_end, handlers[65];

extern char gate_syscall[], gate_thread_pointer[], gate_setjmp[], gate_longjmp[], gate_trap[], gate_halt[], gate_rdtsc[],
	gate_rdtscp[], gate_cpuid[], gate_xgetbv[], signal_entry[], signal_return[];

static void die(const char *what)
{
	perror(what);
	_exit(127);
}

static long raw(long n, long a, long b, long c, long d, long e, long f)
{
	long ret;
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
	__asm__ volatile("syscall" : "=a"(ret) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
	return ret;
}

struct kernel_action { uint64_t handler, flags, restorer, mask; };

static long do_sigaction(long signal, const struct kernel_action *new, struct kernel_action *old, long size)
{
	struct kernel_action mine;
	uint64_t before = handlers[signal & 63];
	if (new) {
		mine = *new;
		if (new->handler > 1) {
			handlers[signal & 63] = new->handler;
			mine.handler = (uint64_t)signal_entry;
		}
		mine.flags = (mine.flags | 0x04000000) & ~(uint64_t)SA_ONSTACK; /* SA_RESTORER */
		mine.restorer = (uint64_t)signal_return;
	}
	long ret = raw(SYS_rt_sigaction, signal, new ? (long)&mine : 0, (long)old, size, 0, 0);
	if (!ret && old && old->handler == (uint64_t)signal_entry)
		old->handler = before;
	return ret;
}

static long do_execve(char *path, char **argv, char **envp)
{
	long count = 0;
	if (access(path, X_OK))
		return -errno;
	int file = open(path, O_RDONLY);
	char magic[4] = "";
	long got = read(file, magic, 4);
	close(file);
	if (got != 4 || memcmp(magic, ELFMAG, 4))
		return -ENOEXEC;
	while (argv[count])
		count++;
	char *with_runner[count + 3];
	with_runner[0] = runner_path;
	with_runner[1] = path;
	memcpy(with_runner + 2, argv, (count + 1) * sizeof *argv);
	return raw(SYS_execve, (long)runner_path, (long)with_runner, (long)envp, 0, 0, 0);
}

/* Called by gate_syscall; a clone's stack becomes R14 there. */
long dispatch(long n, long *a)
{
	switch (n) {
	case SYS_arch_prctl:
		TRUSTED(CLOISTER_TRUSTED_THREAD_POINTER) = a[1];
		return 0;
	case SYS_mmap:
		return raw(n, a[0], a[1], a[2], a[3] | MAP_32BIT, a[4], a[5]);
	case SYS_mremap:
		return -ENOMEM;
	case SYS_brk:
		if ((uint64_t)a[0] >= heap_start && (uint64_t)a[0] < heap_start + HEAP_SIZE)
			heap_end = a[0];
		return heap_end;
	case SYS_vfork:
	case SYS_clone:
		return raw(SYS_fork, 0, 0, 0, 0, 0, 0);
	case SYS_rt_sigaction:
		return do_sigaction(a[0], (void *)a[1], (void *)a[2], a[3]);
	case SYS_sigaltstack:
		return 0;
	case SYS_execve:
		return do_execve((char *)a[0], (char **)a[1], (char **)a[2]);
	}
	return raw(n, a[0], a[1], a[2], a[3], a[4], a[5]);
}

uint64_t handler_of(long signal) { return handlers[signal & 63]; }

__asm__(
"	.text\n"
"gate_syscall:\n"
"	push %rbp; mov %rsp,%rbp\n"
"	push %r9; push %r8; push %r10; push %rdx; push %rsi; push %rdi\n" /* the arguments as an array */
"	push %rax\n"
"	mov %rax,%rdi; lea 8(%rsp),%rsi; and $-16,%rsp; call dispatch\n"
"	mov -56(%rbp),%rcx\n"
"	lea -48(%rbp),%rsp; pop %rdi; pop %rsi; pop %rdx; pop %r10; pop %r8; pop %r9; pop %rbp\n"
"	cmp $56,%rcx; jne 1f; test %rax,%rax; jne 1f; mov %rsi,%r14\n"
"1:	ret\n"
"gate_thread_pointer: mov %rsp,%r11; or $0x3fffff,%r11; mov -7(%r11),%r11; ret\n"
"gate_setjmp: mov %rsp,%rax; or $0x3fffff,%rax; mov -31(%rax),%rax; sub %rsp,%rax; shr $3,%rax; sub $2,%rax\n"
"	mov 8(%rsp),%rdx; ret\n"
"gate_longjmp: mov %rsp,%r11; or $0x3fffff,%r11; mov -31(%r11),%r11; shl $3,%rdx; sub %rdx,%r11; mov %r11,%rsp; jmp *%rcx\n"
"gate_trap: ud2\n"
"gate_halt: hlt\n"
"gate_rdtsc: rdtsc; ret\n"
"gate_rdtscp: rdtscp; ret\n"
"gate_cpuid: cpuid; ret\n"
"gate_xgetbv: xgetbv; ret\n"
"signal_entry:\n"
"	lea -136(%r14),%r14; and $-16,%r14; push %rdi; call handler_of; pop %rdi; call *%rax; ret\n"
"signal_return: mov $15,%eax; syscall\n"
);

static char *const gate_targets[] = {
	gate_syscall, gate_syscall, gate_thread_pointer, gate_cpuid, gate_rdtsc, gate_rdtscp, gate_xgetbv,
	gate_trap, gate_halt, gate_setjmp, gate_longjmp, gate_trap, gate_halt,
};

static void map(uint64_t start, uint64_t size)
{
	start &= -4096;
	if (mmap((void *)start, size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		die("mmap");
}

static void make_gate(void)
{
	map(CLOISTER_DOMAIN_PAGE, 2 * 4096);
	for (unsigned i = 0; i < sizeof gate_targets / sizeof *gate_targets; i++) {
		unsigned char *entry = (unsigned char *)(uintptr_t)CLOISTER_GATE_BASE + i * CLOISTER_GATE_ENTRY_SIZE;
		uint64_t target = (uint64_t)gate_targets[i];
		memcpy(entry, "\x49\xbb", 2); /* movabs $target,%r11; jmp *%r11 */
		memcpy(entry + 2, &target, 8);
		memcpy(entry + 10, "\x41\xff\xe3", 3);
	}
}

static void make_control_stack(void)
{
	uint64_t size = CLOISTER_CONTROL_STACK_SIZE;
	char *area = mmap(0, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	control_stack = (char *)(((uint64_t)area + size) & -size);
	TRUSTED(CLOISTER_TRUSTED_STACK_START) = (uint64_t)control_stack + size - CLOISTER_TRUSTED_BLOCK_SIZE;
}

/* argc, argv, envp and auxv at the top of the SIP's stack; returns R14. Strings stay in the low copy made here. */
static uint64_t make_stack(uint64_t top, int argc, char **argv, char **envp, const uint64_t (*auxv)[2], int aux_count)
{
	int env_count = 0;
	while (envp[env_count])
		env_count++;
	char *strings = (char *)top;
	uint64_t words[argc + env_count + 3 + 2 * aux_count], *word = words;
	*word++ = argc;
	for (int i = 0; i < argc + env_count + 1; i++) {
		char *text = i < argc ? argv[i] : i > argc ? envp[i - argc - 1] : 0;
		if (text) {
			strings -= strlen(text) + 1;
			strcpy(strings, text);
		}
		*word++ = text ? (uint64_t)strings : 0;
	}
	*word++ = 0;
	memcpy(word, auxv, 16 * aux_count);
	return (uint64_t)memcpy((void *)(((uint64_t)strings - sizeof words) & -16), words, sizeof words);
}

int main(int argc, char **argv, char **envp)
{
	if (argc < 3)
		return fprintf(stderr, "usage: runner PROGRAM ARGV0 ARGUMENT...\n"), 2;
	runner_path = argv[0]; /* an absolute path, also after a chroot */
	int file = open(argv[1], O_RDONLY);
	static char image[1 << 25];
	long size = file < 0 ? -1 : read(file, image, sizeof image);
	if (size < (long)sizeof(Elf64_Ehdr))
		die(argv[1]);
	close(file);
	Elf64_Ehdr *header = (Elf64_Ehdr *)image;
	Elf64_Phdr *segments = (Elf64_Phdr *)(image + header->e_phoff);
	uint64_t end = 0;
	make_gate();
	for (int i = 0; i < header->e_phnum; i++) {
		Elf64_Phdr *segment = segments + i;
		if (segment->p_type != PT_LOAD)
			continue;
		map(segment->p_vaddr, segment->p_memsz + (segment->p_vaddr & 4095));
		memcpy((void *)segment->p_vaddr, image + segment->p_offset, segment->p_filesz);
		if (segment->p_vaddr + segment->p_memsz > end)
			end = segment->p_vaddr + segment->p_memsz;
	}
	heap_start = heap_end = (end + 8191) & -4096;
	map(heap_start, HEAP_SIZE);
	uint64_t stack_top = heap_start + HEAP_SIZE + CLOISTER_STACK_SIZE, copy = stack_top;
	map(heap_start + HEAP_SIZE + 4096, CLOISTER_STACK_SIZE);
	map(stack_top, 65536);
	memcpy((void *)copy, segments, header->e_phnum * sizeof *segments);
	make_control_stack();
	uint64_t auxv[][2] = {
		{AT_PHDR, copy}, {AT_PHNUM, header->e_phnum}, {AT_PHENT, sizeof *segments}, {AT_PAGESZ, 4096},
		{AT_RANDOM, copy + 32768}, {AT_UID, getuid()}, {AT_EUID, getuid()}, {AT_GID, getgid()}, {AT_EGID, getgid()}, {AT_NULL, 0},
	};
	uint64_t stack = make_stack(stack_top, argc - 2, argv + 2, envp, auxv, sizeof auxv / sizeof *auxv);
	uint64_t control = (uint64_t)control_stack + CLOISTER_CONTROL_STACK_SIZE - CLOISTER_TRUSTED_BLOCK_SIZE - 8;
	*(uint64_t *)control = (uint64_t)gate_halt;
	__asm__ volatile("mov %0,%%rsp; mov %1,%%r14; jmp *%2" : : "r"(control), "r"(stack), "r"(header->e_entry) : "memory");
	__builtin_unreachable();
}
