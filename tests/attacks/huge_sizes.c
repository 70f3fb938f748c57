/* attack: sizes, offsets and counts beyond all reason in otherwise right calls
   options: --memory 512M */
#include "attack.h"
#include <poll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/uio.h>

static char small[4096];

int main(void)
{
    int fds[2], file = open("file", O_CREAT | O_RDWR, 0600);
    pipe(fds);
    static const size_t sizes[] = {1 << 20, 0x7ffff000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 1ull << 40, 1ull << 62, SIZE_MAX / 2, SIZE_MAX};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t n = sizes[i];
        ENDS(read(file, small, n));
        ENDS(write(file, small, n));
        ENDS(pread(file, small, n, 0));
        ENDS(pwrite(file, small, 10, (off_t)n));
        ENDS(pwrite(file, small, n, (off_t)n));
        ENDS(fcntl(fds[1], F_SETFL, O_NONBLOCK); write(fds[1], small, n));
        ENDS(fcntl(fds[0], F_SETFL, O_NONBLOCK); read(fds[0], small, n));
        ENDS(ftruncate(file, (off_t)n); read(file, small, 4096));
        ENDS(lseek(file, (off_t)n, SEEK_SET); write(file, small, 10));
        ENDS(lseek(file, (off_t)n, SEEK_END); read(file, small, 10));
        ENDS(getcwd(small, n));
        ENDS(readlink("/proc/self/exe", small, n));
        ENDS(syscall(SYS_getdents64, open(".", O_RDONLY | O_DIRECTORY), small, n));
        ENDS(syscall(SYS_getrandom, small, n, 0));
        ENDS(poll((struct pollfd *)small, n, 0));
        ENDS(syscall(SYS_select, n, small, small, small, &(long[2]){0, 0}));
        ENDS(writev(file, (struct iovec *)small, (int)n));
        ENDS(syscall(SYS_readv, file, small, n));
        ENDS(mmap(NULL, n, PROT_READ, MAP_PRIVATE, file, 0));
        ENDS(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, (off_t)(n & ~4095ul)));
        ENDS(mremap((void *)((uint64_t)small & ~4095ul), 4096, n, MREMAP_MAYMOVE));
        ENDS(munmap((void *)((uint64_t)small & ~4095ul), n));
        ENDS(madvise((void *)((uint64_t)small & ~4095ul), n, MADV_DONTNEED));
        ENDS(syscall(SYS_rt_sigprocmask, 0, small, small, n));
        ENDS(syscall(SYS_sendfile, file, file, NULL, n));
        ENDS(syscall(SYS_copy_file_range, file, NULL, file, NULL, n, 0));
        ENDS(posix_fallocate(file, 0, (off_t)n));
        ENDS(syscall(SYS_nanosleep, &(long[2]){0, (long)n}, NULL));
        ENDS(syscall(SYS_fcntl, fds[0], F_SETPIPE_SZ, n));
        ENDS(syscall(SYS_sched_getaffinity, 0, n, small));
        ENDS(syscall(SYS_getgroups, n, small));
        ENDS(syscall(SYS_listxattr, "file", small, n));
    }
    /* A vector of the whole memory a thousand times. */
    static struct iovec many[1024];
    for (int i = 0; i < 1024; i++)
        many[i] = (struct iovec){small, 0x7ffff000 / 1024};
    ENDS(writev(file, many, 1024));
    ENDS(fcntl(fds[1], F_SETFL, O_NONBLOCK); writev(fds[1], many, 1024));
    char *big = mmap(NULL, 1ul << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (big != MAP_FAILED) {
        ENDS(write(open("/dev/null", O_WRONLY), big, 1ul << 30));
        ENDS(write(file, big, 1ul << 30));
        ENDS(read(open("/dev/zero", O_RDONLY), big, 1ul << 30));
    }
    return verdict();
}
