/* attack: touches memory without end: by malloc, mmap, brk, files, pipes, children
   options: --memory 256M */
#include "attack.h"

enum { MEGABYTE = 1 << 20 };

static void by_malloc(void)
{
    for (;;) {
        char *p = malloc(8 * MEGABYTE);
        if (p == NULL)
            _exit(0);
        memset(p, 1, 8 * MEGABYTE);
    }
}

static void by_mmap(void)
{
    for (;;) {
        char *p = mmap(NULL, MEGABYTE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED)
            _exit(0);
        for (int i = 0; i < MEGABYTE; i += 4096)
            p[i] = 1;
    }
}

static void by_brk(void)
{
    for (;;) {
        char *p = (char *)syscall(SYS_brk, 0);
        if ((char *)syscall(SYS_brk, p + MEGABYTE) != p + MEGABYTE)
            _exit(0);
        memset(p, 1, MEGABYTE);
    }
}

static void by_file(void)
{
    static char block[MEGABYTE];
    int fd = open("/tmp/bomb", O_CREAT | O_WRONLY, 0600);
    if (fd < 0)
        fd = open("bomb", O_CREAT | O_WRONLY, 0600);
    for (long total = 0; total < 4000; total++)
        if (write(fd, block, sizeof block) <= 0) {
            int error = errno;
            unlink("/tmp/bomb");
            unlink("bomb");
            _exit(error == ENOSPC || error == ENOMEM || error == EDQUOT ? 0 : 5);
        }
    _exit(SURVIVED);
}

static void by_children(void)
{
    static char block[32 * MEGABYTE];
    memset(block, 1, sizeof block);
    for (int i = 0; i < 200; i++) {
        pid_t pid = fork();
        if (pid < 0)
            break;
        if (pid == 0) {
            memset(block, i, sizeof block);
            for (;;)
                pause();
        }
    }
    kill(0, SIGKILL);
}

/* It is told that there is no more, or killed; both are fair. It must not survive the loop. */
static void stopped(const char *what, void (*body)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        alarm(60);
        body();
    }
    setpgid(pid, pid);
    int outcome = outcome_of(pid);
    if (outcome != 1000 && outcome != SIGKILL && outcome != SIGSEGV && outcome != SIGBUS)
        escaped(what, "ended with", outcome);
    kill(-pid, SIGKILL);
    printf("%s\n", what);
    fflush(stdout);
}

int main(void)
{
    stopped("malloc", by_malloc);
    stopped("mmap", by_mmap);
    stopped("brk", by_brk);
    stopped("file", by_file);
    stopped("children", by_children);
    return verdict();
}
