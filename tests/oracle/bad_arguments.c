/* Syscalls with bad descriptors, flags and sizes: the errno that Linux gives. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#define CALL(name, ...) do { errno = 0; long r = syscall(SYS_##name, __VA_ARGS__); printf("%s(%s): %s\n", #name, #__VA_ARGS__, r == -1 ? strerror(errno) : "succeeds"); } while (0)

int main(void)
{
    char buffer[256];
    int file = open("file", O_CREAT | O_RDWR, 0600);
    struct iovec negative = {buffer, -1}, many[2] = {{buffer, 0x7fffffffffffffff}, {buffer, 0x7fffffffffffffff}};
    CALL(read, -1, buffer, 1);
    CALL(read, 1000000, buffer, 1);
    CALL(write, -1, buffer, 1);
    CALL(readv, file, &negative, 1);
    CALL(readv, file, many, -1);
    CALL(readv, file, many, 1025);
    CALL(writev, -1, many, 1);
    CALL(pread64, -1, buffer, 1, 0);
    CALL(close, -1);
    CALL(close, 0x7fffffff);
    CALL(fstat, -1, buffer);
    CALL(lseek, -1, 0, 0);
    CALL(dup, -1);
    CALL(dup2, -1, 5);
    CALL(dup2, file, 1 << 30);
    CALL(dup3, file, 5, 1);
    CALL(fcntl, -1, F_GETFD);
    CALL(fcntl, file, -1);
    CALL(ioctl, -1, 0x5413, buffer);
    CALL(fsync, -1);
        CALL(ftruncate, -1, 0);
    CALL(ftruncate, file, -1);
    CALL(fchdir, -1);
    CALL(fchmod, -1, 0);
    CALL(getdents64, -1, buffer, 256);
    CALL(getdents64, file, buffer, 256);
    CALL(openat, -1, "relative", 0);
    CALL(openat, file, "relative", 0);
    CALL(openat, -1, "/", O_RDONLY | O_WRONLY | O_DIRECTORY);
    CALL(unlinkat, AT_FDCWD, "missing", 0x1000);
    CALL(mkdirat, -1, "relative", 0);
    CALL(newfstatat, AT_FDCWD, ".", buffer, 0x10000);
    CALL(faccessat, AT_FDCWD, ".", 8);
    CALL(pipe2, buffer, 1);
    CALL(poll, buffer, -1, 0);
    CALL(mmap, 0, 0, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CALL(mmap, 0, 4096, 3, MAP_ANONYMOUS, -1, 0);
    CALL(mmap, 0, 4096, 3, MAP_PRIVATE, -1, 0);
    CALL(mmap, 0, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 1);
    CALL(munmap, 1, 4096);
    CALL(mprotect, 1, 4096, 3);
    CALL(mprotect, 0x70000000, 4096, 1);
    CALL(mprotect, 0x70000000, 4096, 0x40);
    CALL(madvise, 1, 4096, 4);
    CALL(kill, 0x7fffffff, 0);
    CALL(kill, 1, -1);
    CALL(tgkill, -1, -1, 0);
    CALL(rt_sigaction, 1, 0, 0, 7);
    CALL(rt_sigaction, 9, buffer, 0, 8);
    CALL(rt_sigaction, 65, 0, 0, 8);
    CALL(rt_sigprocmask, 3, buffer, 0, 8);
    CALL(rt_sigprocmask, 0, buffer, 0, 4);
    CALL(rt_sigpending, buffer, 9);
    CALL(wait4, -1, 0, 0x100, 0);
    CALL(wait4, 12345678, 0, 0, 0);
    CALL(waitid, 77, 0, 0, 4, 0);
    CALL(getrlimit, 16, buffer);
    CALL(setpgid, -1, 0);
    CALL(clock_gettime, 77, buffer);
    CALL(clock_nanosleep, 77, 0, buffer, 0);
    CALL(getitimer, 3, buffer);
    CALL(getrusage, 5, buffer);
    CALL(getrandom, buffer, 10, 8);
    CALL(truncate, "", 0);
    CALL(rename, "", "x");
    CALL(rename, "x", "");
    CALL(readlink, ".", buffer, 0);
    CALL(readlink, ".", buffer, -1);
    CALL(getcwd, buffer, 0);
    CALL(getcwd, buffer, 1);
    CALL(clone, 0x00010000 /* CLONE_THREAD alone */, 0, 0, 0, 0);
    CALL(clone, 0x00000800 /* CLONE_SIGHAND alone */, 0, 0, 0, 0);
    CALL(select, -1, 0, 0, 0, 0);
    CALL(mremap, 0x70000000, 4096, 8192, 0, 0);
    CALL(mremap, 0x70000001, 4096, 8192, 1, 0);
    CALL(mremap, 0x70000000, 4096, 8192, 99, 0);
    CALL(sigaltstack, &(long[3]){0, 99, 4096}, 0);
    CALL(set_tid_address, 0);
    CALL(linkat, AT_FDCWD, "a", AT_FDCWD, "b", 0x800000);
    CALL(utimensat, -1, "x", 0, 0);
    CALL(umask, 022);
    return 0;
}
