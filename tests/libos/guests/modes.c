/* A guest with one mode for each test of cloister.system: its first argument says which. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int show(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        printf("%s\n", argv[i]);
    for (char **variable = environ; *variable; variable++)
        printf("%s\n", *variable);
    return 7;
}

static int spin(void)
{
    write(1, "spinning\n", 9);
    for (;;)
        __asm__ volatile("");
}

static int handle(void)
{
    char byte;
    signal(SIGINT, exit);
    write(1, "waiting\n", 8);
    for (;;)
        read(0, &byte, 1);
}

/* Forks until it may not any more; every child stays. */
static int children(void)
{
    int count = 0;
    while (fork() > 0 || (errno == 0 && pause()))
        count++;
    printf("%d children, then %s\n", count, strerror(errno));
    return 0;
}

static int memory(void)
{
    size_t size = 0;
    while (mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        size += 1 << 20;
    printf("%s: %s\n", size > 8 << 20 && size <= 16 << 20 ? "as much as allowed" : "wrong", strerror(errno));
    return 0;
}

/* Leaves a child behind that would run for ever. */
static int leave(void)
{
    if (fork() == 0)
        for (;;)
            pause();
    return 3;
}

/* A child calls uname; says how that ended. */
static int neighbour(void)
{
    struct utsname name;
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(uname(&name));
    waitpid(pid, &status, 0);
    printf("child killed by %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    return 0;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    if (!strcmp(mode, "show"))
        return show(argc, argv);
    if (!strcmp(mode, "spin"))
        return spin();
    if (!strcmp(mode, "handle"))
        return handle();
    if (!strcmp(mode, "children"))
        return children();
    if (!strcmp(mode, "memory"))
        return memory();
    if (!strcmp(mode, "leave"))
        return leave();
    if (!strcmp(mode, "neighbour"))
        return neighbour();
    if (!strcmp(mode, "abort"))
        abort();
    if (!strcmp(mode, "unknown"))
        return syscall(9999) == -1 && errno == ENOSYS ? 0 : 1;
    return 99;
}
