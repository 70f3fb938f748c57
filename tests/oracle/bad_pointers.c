/* Every pointer argument of every common syscall, wild: EFAULT wherever Linux says so, never a crash.
   Pointers are NULL, 1, a hole in low memory, text (for writing), the end of the 32-bit range. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

int main(void);

static int pipe_fds[2], file, directory;

static void report(const char *name, long r, int error)
{
    printf(" %s=%s", name, r == -1 ? (error == EFAULT ? "EFAULT" : strerror(error)) : "ok");
}

#define CALL(name, ...) do { errno = 0; long r = syscall(SYS_##name, __VA_ARGS__); report(#name, r, errno); } while (0)

static void reading(long p)
{
    CALL(open, p, 0);
    CALL(openat, AT_FDCWD, p, 0);
    CALL(stat, p, pipe_fds);
    CALL(access, p, 0);
    CALL(chdir, p);
    CALL(mkdir, p, 0700);
    CALL(rmdir, p);
    CALL(unlink, p);
    CALL(unlinkat, AT_FDCWD, p, 0);
    CALL(rename, p, "x");
    CALL(rename, "file", p);
    CALL(link, p, "x");
    CALL(symlink, p, "x");
    CALL(symlink, "x", p);
    CALL(chmod, p, 0600);
    CALL(truncate, p, 0);
    CALL(write, file, p, 10);
    CALL(write, pipe_fds[1], p, 10);
    CALL(pwrite64, file, p, 10, 0);
    CALL(writev, file, p, 1);
    CALL(writev, pipe_fds[1], &(struct iovec){(void *)p, 10}, 1);
    CALL(readv, file, p, 1);
    CALL(rt_sigprocmask, 0, p == 0 ? 1 : p, 0, 8);
    CALL(rt_sigaction, 10, p == 0 ? 1 : p, 0, 8);
    CALL(rt_sigsuspend, p, 8);
    CALL(nanosleep, p, 0);
    CALL(poll, p, 1, 0);
    CALL(select, 3, p == 0 ? 1 : p, 0, 0, &(long[2]){0, 0});
    CALL(setrlimit, 7, p);
    CALL(setitimer, 0, p == 0 ? 1 : p, 0);
    CALL(utimensat, AT_FDCWD, "file", p == 0 ? 1 : p, 0);
    CALL(execve, p, 0, 0);
    CALL(execve, "file", p == 0 ? 1 : p, 0);
    printf("\n");
}

static void writing(long p)
{
    lseek(file, 0, SEEK_SET);
    CALL(read, file, p, 5);
    CALL(pread64, file, p, 5, 0);
    CALL(readv, file, &(struct iovec){(void *)p, 5}, 1);
    (void)!write(pipe_fds[1], "12345", 5);
    CALL(read, pipe_fds[0], p, 5);
    char drain[64];
    fcntl(pipe_fds[0], F_SETFL, O_NONBLOCK);
    (void)!read(pipe_fds[0], drain, sizeof drain);
    fcntl(pipe_fds[0], F_SETFL, 0);
    CALL(getdents64, directory, p, 4096);
    CALL(stat, "file", p);
    CALL(fstat, file, p);
    CALL(lstat, "file", p);
    CALL(newfstatat, AT_FDCWD, "file", p, 0);
    CALL(pipe, p);
    CALL(pipe2, p, 0);
    CALL(getcwd, p, 4096);
    CALL(readlink, "link", p, 100);
    CALL(uname, p);
    CALL(clock_gettime, 0, p);
    CALL(clock_gettime, 1, p);
    CALL(getrlimit, 7, p);
    CALL(getrusage, 0, p);
    CALL(getrandom, p, 10, 0);
    CALL(rt_sigpending, p, 8);
    CALL(rt_sigprocmask, 0, 0, p == 0 ? 1 : p, 8);
    CALL(rt_sigaction, 10, 0, p == 0 ? 1 : p, 8);
    CALL(getitimer, 0, p);
    CALL(times, p == 0 ? 1 : p);
    CALL(sigaltstack, 0, p == 0 ? 1 : p);
    CALL(getresuid, p, p, p);
    CALL(sched_getaffinity, 0, 128, p);
    CALL(wait4, -1, p == 0 ? 1 : p, 1, 0);
    printf("\n");
}

int main(void)
{
    pipe(pipe_fds);
    file = open("file", O_CREAT | O_RDWR, 0600);
    write(file, "some contents", 13);
    directory = open(".", O_RDONLY | O_DIRECTORY);
    symlink("file", "link");
    setvbuf(stdout, NULL, _IOLBF, 0);
    static const long wild[] = {0, 1, 0x1000, 0xffff, 0xfffff000, 0xffffffff};
    for (unsigned i = 0; i < sizeof wild / sizeof *wild; i++) {
        printf("reading %#lx:", wild[i]);
        reading(wild[i]);
    }
    for (unsigned i = 0; i < sizeof wild / sizeof *wild; i++) {
        printf("writing %#lx:", wild[i]);
        writing(wild[i]);
    }
    printf("writing text:");
    writing((long)&main);
    printf("writing read-only data:");
    writing((long)"constant string that lies in the read-only segment");
    return 0;
}
