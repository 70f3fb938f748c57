/* stat: types, modes, umask, sizes, times set by utimensat, chmod, links of directories, device identity. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <time.h>

static void show(const char *name)
{
    struct stat st;
    if (lstat(name, &st)) {
        printf("%s: %s\n", name, strerror(errno));
        return;
    }
    printf("%s: mode %o size %ld blksize>0 %d\n", name, st.st_mode, S_ISDIR(st.st_mode) ? 0L : (long)st.st_size, st.st_blksize > 0);
}

int main(void)
{
    struct stat a, b;
    umask(022);
    close(open("plain", O_CREAT | O_WRONLY, 0666));
    close(open("exec", O_CREAT | O_WRONLY, 0777));
    mkdir("dir", 0777);
    HOLDS(umask(077) == 022);
    close(open("private", O_CREAT | O_WRONLY, 0666));
    mkdir("private_dir", 01777);
    umask(0);
    close(open("open", O_CREAT | O_WRONLY, 0666));
    symlink("plain", "link");
    mkfifo("fifo", 0644);
    const char *names[] = {"plain", "exec", "dir", "private", "private_dir", "open", "link", "fifo", "missing"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        show(names[i]);
    TRY(chmod("plain", 0123));
    show("plain");
    int fd = open("open", O_RDWR);
    TRY(fchmod(fd, 0600));
    show("open");
    TRY(fchmodat(AT_FDCWD, "exec", 04755, 0));
    show("exec");
    TRY(chmod("missing", 0));
    TRY(chmod("link", 0644));
    show("link");
    show("plain");

    struct timespec times[2] = {{1000000000, 123456789}, {1500000000, 987654321}};
    TRY(utimensat(AT_FDCWD, "open", times, 0));
    stat("open", &a);
    printf("%ld.%09ld %ld.%09ld\n", a.st_atim.tv_sec, a.st_atim.tv_nsec, a.st_mtim.tv_sec, a.st_mtim.tv_nsec);
    times[0].tv_nsec = UTIME_OMIT;
    times[1].tv_nsec = UTIME_NOW;
    TRY(futimens(fd, times));
    fstat(fd, &b);
    HOLDS(b.st_atim.tv_sec == 1000000000);
    HOLDS(b.st_mtim.tv_sec > 1600000000);
    times[1].tv_nsec = 2000000000;
    TRY(futimens(fd, times));
    struct timeval tv[2] = {{1, 2}, {3, 4}};
    TRY(utimes("open", tv));
    stat("open", &a);
    printf("%ld %ld\n", a.st_mtim.tv_sec, a.st_mtim.tv_nsec);
    write(fd, "x", 1);
    fstat(fd, &b);
    HOLDS(b.st_mtim.tv_sec > a.st_mtim.tv_sec);
    HOLDS(b.st_ctim.tv_sec >= b.st_mtim.tv_sec - 1);

    fstat(fd, &a);
    stat("open", &b);
    HOLDS(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
    stat("plain", &b);
    HOLDS(a.st_ino != b.st_ino);
    HOLDS(a.st_uid == getuid());
    stat("/dev/null", &a);
    printf("%d %u %u\n", S_ISCHR(a.st_mode), major(a.st_rdev), minor(a.st_rdev));
    stat("/dev/zero", &a);
    printf("%d %u %u\n", S_ISCHR(a.st_mode), major(a.st_rdev), minor(a.st_rdev));
    stat(".", &a);
    stat("dir/..", &b);
    HOLDS(a.st_ino == b.st_ino);
    TRY(fstat(99, &a));
    TRY(stat("plain/x", &a));
    TRY(stat("plain/", &a));
    TRY(lstat("link/", &a));
    stat("dir", &a);
    long before = (long)a.st_nlink;
    mkdir("dir/one", 0755);
    stat("dir", &a);
    printf("%ld\n", (long)a.st_nlink - before);
    unsigned short statx_fields[128];
    TRY(syscall(SYS_statx, AT_FDCWD, "exec", 0, 0x7ff, statx_fields));
    printf("%o\n", statx_fields[14] /* stx_mode */);
    return 0;
}
