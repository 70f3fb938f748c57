/* attack: exhausts descriptors by open, dup, pipe, socketpair; in many processes */
#include "attack.h"
#include <sys/resource.h>

static int fill_by_open(void) { int n = 0; while (open("/dev/null", O_RDONLY) >= 0) n++; return n; }
static int fill_by_dup(void) { int n = 0; while (dup(1) >= 0) n++; return n; }
static int fill_by_pipe(void) { int n = 0, fds[2]; while (pipe(fds) == 0) n += 2; return n + fill_by_dup(); }

static void each(int (*fill)(void))
{
    int n = fill();
    if (errno != EMFILE || n > 70000)
        escaped("filling", strerror(errno), n);
    REFUSED(EMFILE, dup(0));
    REFUSED(EMFILE, open("/dev/zero", O_RDONLY));
    for (int fd = 3; fd < 70000; fd++)
        close(fd);
    int fd = open("/dev/null", O_RDONLY);
    if (fd != 3)
        escaped("descriptor after closing all", "is", fd);
    close(fd);
}

int main(void)
{
    for (int fd = 3; fd < 256; fd++)
        close(fd);
    each(fill_by_open);
    each(fill_by_dup);
    each(fill_by_pipe);
    struct rlimit limit = {1 << 30, 1 << 30};
    setrlimit(RLIMIT_NOFILE, &limit);
    REFUSED(EBADF, dup2(0, 0x7fffffff));
    for (int i = 0; i < 10; i++)
        if (fork() == 0) {
            fill_by_pipe();
            _exit(0);
        }
    while (wait(NULL) > 0) {}
    int fds[2];
    MUST(pipe(fds) == 0);
    return verdict();
}
