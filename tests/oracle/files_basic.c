/* open flags, read, write, lseek, append, exclusive creation, truncation, sparse files, pread and pwrite, unlink while open. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>

static char buffer[9000];

static long size_of(const char *name)
{
    struct stat st;
    return stat(name, &st) == 0 ? (long)st.st_size : -1;
}

int main(void)
{
    TRY(open("missing", O_RDONLY) >= 0);
    int fd = open("a", O_CREAT | O_EXCL | O_RDWR, 0640);
    HOLDS(fd >= 0);
    TRY(open("a", O_CREAT | O_EXCL | O_RDWR, 0640));
    TRY(write(fd, "0123456789", 10));
    TRY(lseek(fd, 0, SEEK_CUR));
    TRY(lseek(fd, -3, SEEK_END));
    TRY(read(fd, buffer, 100));
    TRY(read(fd, buffer, 100));
    TRY(lseek(fd, -1, SEEK_SET));
    TRY(lseek(fd, 0, 99));
    TRY(lseek(fd, -100, SEEK_CUR));
    TRY(pread(fd, buffer, 4, 2));
    printf("%.4s\n", buffer);
    TRY(pwrite(fd, "XY", 2, 4));
    TRY(pread(fd, buffer, 100, 0));
    printf("%.10s\n", buffer);
    TRY(pread(fd, buffer, 1, -1));
    TRY(pread(fd, buffer, 1, 1000));

    int append = open("a", O_WRONLY | O_APPEND);
    TRY(write(append, "tail", 4));
    TRY(lseek(append, 0, SEEK_SET));
    TRY(write(append, "more", 4));
    TRY(size_of("a"));
    TRY(read(append, buffer, 1));
    int readonly = open("a", O_RDONLY);
    TRY(write(readonly, "x", 1));
    TRY(ftruncate(readonly, 3));
    TRY(ftruncate(fd, 5));
    TRY(lseek(fd, 0, SEEK_CUR));
    TRY(write(fd, "after", 5));
    TRY(size_of("a"));
    int n = (int)pread(fd, buffer, 100, 0);
    for (int i = 0; i < n; i++)
        printf("%02x", buffer[i]);
    printf("\n");
    TRY(truncate("a", 20));
    TRY(size_of("a"));
    TRY(truncate("missing", 0));
    TRY(truncate("a", -1));
    close(open("a", O_WRONLY | O_TRUNC));
    TRY(size_of("a"));

    int sparse = open("sparse", O_CREAT | O_RDWR, 0600);
    TRY(lseek(sparse, 5000000, SEEK_SET));
    TRY(write(sparse, "end", 3));
    TRY(size_of("sparse"));
    TRY(pread(sparse, buffer, 9000, 4995000));
    int zeros = 1;
    for (int i = 0; i < 5000; i++)
        zeros &= buffer[i] == 0;
    printf("%d %.3s\n", zeros, buffer + 5000);

    TRY(unlink("sparse"));
    TRY(size_of("sparse"));
    TRY(pread(sparse, buffer, 3, 5000000));
    struct stat st;
    TRY(fstat(sparse, &st));
    printf("%ld %ld\n", (long)st.st_nlink, (long)st.st_size);
    TRY(unlink("sparse"));

    struct iovec iov[2] = {{"vec", 3}, {"tor", 3}};
    TRY(pwritev(fd, iov, 2, 0));
    struct iovec in[2] = {{buffer, 2}, {buffer + 50, 10}};
    TRY(preadv(fd, in, 2, 1));
    printf("%.2s %.3s\n", buffer, buffer + 50);

    int copy = dup(fd);
    TRY(lseek(copy, 2, SEEK_SET));
    TRY(lseek(fd, 0, SEEK_CUR));
    TRY(close(fd));
    TRY(read(copy, buffer, 2));
    TRY(close(fd));
    TRY(read(fd, buffer, 1));
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        lseek(copy, 1, SEEK_SET);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    TRY(lseek(copy, 0, SEEK_CUR));
    TRY(open("a/b", O_RDONLY));
    TRY(open("", O_RDONLY));
    TRY(open(".", O_WRONLY));
    TRY(open(".", O_CREAT, 0600));
    TRY(open("nodir/x", O_CREAT | O_WRONLY, 0600));
    TRY(open("a", O_DIRECTORY));
    TRY(read(open(".", O_RDONLY | O_DIRECTORY), buffer, 1));
    TRY(fsync(copy));
    TRY(fdatasync(copy));
    TRY(posix_fallocate(copy, 0, 100));
    TRY(size_of("a"));
    return 0;
}
