/* fork, vfork, posix_spawn, pipes and wait; thread-local variables and errno. */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static __thread int counter = 40;
static __thread char name[32] = "local";

static int status_of(pid_t child)
{
	int status = -1;
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static void forks(void)
{
	int ends[2];
	char text[16] = "";
	pipe(ends);
	pid_t child = fork();
	if (!child) {
		counter++;
		write(ends[1], "from child", 11);
		_exit(counter);
	}
	int got = read(ends[0], text, sizeof text);
	printf("read %d: %s; child left with %d, here %d\n", got, text, status_of(child), counter);
}

static void vforks(void)
{
	pid_t child = vfork();
	if (!child)
		_exit(9);
	printf("vfork child left with %d\n", status_of(child));
}

static void spawns(char *self)
{
	char *arguments[] = { self, "child", NULL }, *environment[] = { "COLOUR=green", NULL };
	pid_t child = 0;
	int error = posix_spawn(&child, self, NULL, NULL, arguments, environment);
	printf("spawn: error %d, child left with %d\n", error, error ? -1 : status_of(child));
	printf("spawn of nothing: error %d\n", posix_spawn(&child, "/no/such/file", NULL, NULL, arguments, environment));
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("child with COLOUR=%s\n", getenv("COLOUR"));
		return 7;
	}
	setvbuf(stdout, NULL, _IONBF, 0);
	forks();
	vforks();
	spawns(argv[0]);
	errno = 0;
	printf("close gives %d, errno %d, %s %d\n", close(99), errno, name, counter);
	return 0;
}
