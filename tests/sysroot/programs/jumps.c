/* Control flow that is not call and return: setjmp, sigsetjmp, signal handlers, qsort callbacks, atexit, deep recursion. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmp_buf target;
static sigjmp_buf signal_target;
static volatile int handled;

static void thrower(int depth, int value)
{
	volatile char room[100];
	memset((char *)room, depth, sizeof room);
	if (depth == 0)
		longjmp(target, value);
	thrower(depth - 1, value);
}

static void handler(int number)
{
	handled += number;
}

static void jumping_handler(int number)
{
	siglongjmp(signal_target, number);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void jumps(void)
{
	volatile int count = 0;
	int value = setjmp(target);
	printf("setjmp gave %d, count %d\n", value, count);
	if (count++ < 3)
		thrower(count * 10, count == 2 ? 0 : count * 100);
}

static void signals(void)
{
	sigset_t mask;
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	printf("handled %d\n", handled);
	signal(SIGUSR2, jumping_handler);
	volatile int round = 0;
	int value = sigsetjmp(signal_target, 1);
	sigprocmask(SIG_BLOCK, 0, &mask);
	printf("sigsetjmp gave %d, blocked %d\n", value, sigismember(&mask, SIGUSR2));
	if (round++ < 2)
		raise(SIGUSR2);
	value = sigsetjmp(signal_target, 0);
	sigprocmask(SIG_BLOCK, 0, &mask);
	printf("without mask: %d, blocked %d\n", value, sigismember(&mask, SIGUSR2));
	if (!value)
		raise(SIGUSR2);
}

static int depth_of(int n)
{
	return n ? 1 + depth_of(n - 1) : 0;
}

static void at_end(void)
{
	puts("at exit");
}

int main(void)
{
	char *words[] = { "pear", "apple", "fig", "cherry", "banana" };
	atexit(at_end);
	jumps();
	signals();
	qsort(words, 5, sizeof *words, compare);
	for (int i = 0; i < 5; i++)
		puts(words[i]);
	printf("%d deep\n", depth_of(20000));
	return 5;
}
