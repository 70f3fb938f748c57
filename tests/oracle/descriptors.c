/* dup, dup2, dup3, fcntl, close-on-exec, lowest descriptor, limits, access modes, ioctl on what is no terminal. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

int main(void)
{
    struct rlimit limit = {64, 64};
    TRY(setrlimit(RLIMIT_NOFILE, &limit));
    for (int i = 3; i < 64; i++)
        close(i);
    close(0);
    TRY(open("/dev/null", O_RDONLY));
    TRY(open("file", O_CREAT | O_RDWR, 0600));
    TRY(dup(3));
    TRY(dup2(3, 10));
    TRY(dup2(3, 3));
    TRY(dup2(50, 3));
    TRY(dup2(3, -1));
    TRY(dup2(3, 64));
    TRY(dup3(3, 3, 0));
    TRY(dup3(3, 11, O_CLOEXEC));
    TRY(dup3(3, 12, O_APPEND));
    TRY(fcntl(11, F_GETFD));
    TRY(fcntl(10, F_GETFD));
    TRY(fcntl(10, F_SETFD, FD_CLOEXEC));
    TRY(fcntl(10, F_GETFD));
    TRY(fcntl(3, F_DUPFD, 20));
    TRY(fcntl(3, F_DUPFD, 20));
    TRY(fcntl(3, F_DUPFD_CLOEXEC, 5));
    TRY(fcntl(3, F_DUPFD, 64));
    TRY(fcntl(3, F_DUPFD, -1));
    printf("%o\n", fcntl(3, F_GETFL) & ~O_LARGEFILE & ~0100000);
    TRY(fcntl(3, F_SETFL, O_APPEND | O_NONBLOCK));
    printf("%o %o\n", fcntl(4, F_GETFL) & ~O_LARGEFILE & ~0100000, fcntl(0, F_GETFL) & O_ACCMODE);
    TRY(fcntl(3, F_SETFL, 0));
    TRY(fcntl(99, F_GETFD));
    TRY(fcntl(3, 9999));
    TRY(close(21));
    TRY(close(21));
    TRY(close(-1));
    int last = -1, opened = 0, fd;
    while ((fd = open("/dev/zero", O_RDONLY)) >= 0) {
        opened++;
        last = fd;
    }
    printf("opened %d last %d %s\n", opened, last, strerror(errno));
    int fds[2];
    TRY(pipe(fds));
    TRY(dup(3));
    close(30);
    close(40);
    TRY(pipe(fds));
    printf("%d %d\n", fds[0], fds[1]);
    char c = 'q';
    TRY(read(29, &c, 1));
    printf("%d\n", c);
    close(50);
    struct winsize size;
    TRY(ioctl(3, TIOCGWINSZ, &size));
    TRY(isatty(3));
    TRY(ioctl(99, TIOCGWINSZ, &size));
    TRY(lseek(0, 10, SEEK_SET) >= 0);
    TRY(write(open("/dev/null", O_WRONLY), "gone", 4));
    return 0;
}
