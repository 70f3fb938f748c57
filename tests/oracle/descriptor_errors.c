/* What goes wrong with descriptors: read and write the wrong way, lseek, dup, fcntl, pipes, poll and select at the edges. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>

static char buffer[65536];
static volatile sig_atomic_t last_signal;

static void remember(int number)
{
    last_signal = number;
}

static void regular(void)
{
    int fd = open("f", O_RDWR | O_CREAT, 0644);
    TRY(fcntl(fd, F_GETFL));
    TRY(lseek(fd, 10, SEEK_SET));
    TRY(write(fd, "x", 1));
    TRY(lseek(fd, -1, SEEK_SET));
    TRY(lseek(fd, 0, 9));
    TRY(lseek(fd, 100, SEEK_DATA));
    TRY(lseek(fd, -11, SEEK_END));
    TRY(read(fd, buffer, 100));
    TRY(read(fd, buffer, 100));
    TRY(pread(fd, buffer, 3, -1));
    TRY(pread(fd, buffer, 3, 1000));
    TRY(pwrite(fd, "Q", 1, 20));
    TRY(ftruncate(fd, 4));
    TRY(ftruncate(fd, -1));
    TRY(posix_fadvise(fd, 0, 0, 99));
    TRY(read(999, buffer, 1));
    TRY(write(fd, "", 0));
    struct iovec vector[3] = {{"ab", 2}, {"", 0}, {"cde", 3}};
    TRY(writev(fd, vector, 3));
    TRY(writev(fd, vector, -1));
    TRY(writev(fd, vector, 2000));
    TRY(readv(fd, vector, 0));
    int appending = open("f", O_WRONLY | O_APPEND);
    TRY(fcntl(appending, F_GETFL));
    TRY(read(appending, buffer, 1));
    TRY(pwrite(appending, "APP", 3, 0));
    TRY(lseek(appending, 0, SEEK_CUR));
    TRY(sendfile(appending, fd, 0, 2));
    TRY(close(fd));
    TRY(close(fd));
}

static void directory(void)
{
    mkdir("d", 0755);
    int fd = open("d", O_RDONLY | O_DIRECTORY);
    TRY(fcntl(fd, F_GETFL));
    TRY(read(fd, buffer, 10));
    TRY(write(fd, buffer, 10));
    TRY(ftruncate(fd, 0));
    TRY(mkdirat(fd, "m", 0700));
    TRY(unlinkat(fd, "m", 0));
    TRY(unlinkat(fd, "m", AT_REMOVEDIR));
    struct stat status;
    TRY(fstatat(fd, "", &status, AT_EMPTY_PATH));
    TRY(fstatat(fd, "", &status, 0));
    TRY(fstatat(999, "x", &status, 0));
}

static void pipes(void)
{
    int ends[2], count = -1;
    TRY(pipe(ends));
    TRY(write(ends[0], "x", 1));
    TRY(read(ends[1], buffer, 1));
    TRY(lseek(ends[0], 0, SEEK_SET));
    TRY(pread(ends[0], buffer, 1, 0));
    TRY(fcntl(ends[1], F_GETPIPE_SZ));
    TRY(write(ends[1], buffer, 5));
    TRY(ioctl(ends[0], FIONREAD, &count));
    TRY(count);
    TRY(ftruncate(ends[1], 0));
    TRY(fsync(ends[0]));
    TRY(fchdir(ends[0]));
    TRY(ioctl(ends[0], TIOCGWINSZ, buffer));
    TRY(fcntl(ends[0], F_SETFL, O_NONBLOCK));
    TRY(fcntl(ends[1], F_SETFL, O_NONBLOCK));
    TRY(read(ends[0], buffer, 100));
    TRY(read(ends[0], buffer, 100));
    TRY(write(ends[1], buffer, 65536));
    TRY(write(ends[1], buffer, 1));
    struct pollfd polled[3] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}, {-5, POLLIN, 7}};
    TRY(poll(polled, 3, 0));
    printf("%x %x %x\n", polled[0].revents, polled[1].revents, polled[2].revents);
    close(ends[1]);
    TRY(read(ends[0], buffer, 65536));
    TRY(poll(polled, 2, 100));
    printf("%x %x\n", polled[0].revents, polled[1].revents);
    signal(SIGPIPE, remember);
    int broken[2];
    TRY(pipe(broken));
    close(broken[0]);
    TRY(write(broken[1], "x", 1));
    TRY(last_signal);
    struct pollfd writer = {broken[1], POLLOUT, 0};
    TRY(poll(&writer, 1, 0));
    printf("%x\n", writer.revents);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    struct timeval soon = {0, 1000}, before = {-1, 0};
    TRY(select(ends[0] + 1, &set, 0, 0, &soon));
    TRY(select(-1, 0, 0, 0, 0));
    TRY(select(0, 0, 0, 0, &before));
}

static void duplicating(void)
{
    TRY(dup(999));
    TRY(dup2(999, 999));
    TRY(dup2(0, -1));
    TRY(dup2(0, 10000000));
    TRY(dup3(0, 0, 0));
    TRY(dup3(0, 50, O_CLOEXEC));
    TRY(fcntl(50, F_GETFD));
    TRY(fcntl(50, F_SETFD, 0));
    TRY(fcntl(50, F_GETFD));
    TRY(fcntl(50, F_DUPFD, 60));
    TRY(fcntl(50, F_DUPFD, -1));
    TRY(fcntl(50, F_DUPFD, 10000000));
    TRY(fcntl(50, 999));
    TRY(fcntl(50, F_DUPFD_CLOEXEC, 60));
    TRY(fcntl(61, F_GETFD));
}

static void locking(void)
{
    int one = open("f", O_RDWR), two = open("f", O_RDWR);
    TRY(flock(one, 77));
    TRY(flock(one, LOCK_EX));
    TRY(flock(two, LOCK_SH | LOCK_NB));
    TRY(flock(one, LOCK_UN));
    TRY(flock(two, LOCK_SH | LOCK_NB));
    TRY(flock(one, LOCK_EX | LOCK_NB));
    struct flock mine = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 10};
    TRY(fcntl(one, F_SETLK, &mine));
    fflush(stdout);
    if (fork() == 0) {
        struct flock other = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 5, .l_len = 20};
        TRY(fcntl(one, F_SETLK, &other));
        TRY(fcntl(one, F_GETLK, &other));
        printf("%d %ld %ld\n", other.l_type, (long)other.l_start, (long)other.l_len);
        other.l_type = F_WRLCK;
        other.l_start = 10;
        other.l_len = 0;
        TRY(fcntl(one, F_SETLK, &other));
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    mine.l_whence = 9;
    TRY(fcntl(one, F_SETLK, &mine));
    mine.l_whence = SEEK_SET;
    mine.l_start = -1;
    TRY(fcntl(one, F_SETLK, &mine));
}

static void fifos(void)
{
    TRY(mkfifo("fifo", 0666));
    TRY(mkfifo("fifo", 0666));
    FAILS(open("fifo", O_WRONLY | O_NONBLOCK));
    fflush(stdout);
    if (fork() == 0) {
        int fd = open("fifo", O_WRONLY);
        _exit(write(fd, "fifo", 4) != 4);
    }
    int fd = open("fifo", O_RDONLY);
    wait(NULL);
    TRY(read(fd, buffer, 10));
    TRY(read(fd, buffer, 10));
}

static void limited(void)
{
    struct rlimit size = {100, 100}, count = {70, 70};
    signal(SIGXFSZ, remember);
    setrlimit(RLIMIT_FSIZE, &size);
    int fd = open("big", O_CREAT | O_RDWR, 0600);
    ssize_t first = write(fd, buffer, 60), second = write(fd, buffer, 60), third = write(fd, buffer, 60);
    int why = errno, cut = ftruncate(fd, 101);
    setrlimit(RLIMIT_NOFILE, &count);
    while (open("/dev/null", O_RDONLY) >= 0)
        ;
    int opened = errno, duplicated = dup(0), last = dup2(0, 70), replaced = dup2(0, 69);
    /* printed through a pipe by the harness: RLIMIT_FSIZE does not touch it */
    printf("%ld %ld %ld %s %d, signal %d; %s %d %d %d\n", (long)first, (long)second, (long)third, strerror(why), cut,
           last_signal, strerror(opened), duplicated, last, replaced);
}

int main(void)
{
    regular();
    directory();
    pipes();
    duplicating();
    locking();
    fifos();
    limited();
    return 0;
}
