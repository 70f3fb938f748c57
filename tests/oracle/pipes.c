/* Pipes: EOF, EPIPE, big transfers, atomic writes, nonblocking, several writers, capacity, sizes. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>

static unsigned long checksum(unsigned long sum, const unsigned char *p, size_t n)
{
    while (n--)
        sum = sum * 31 + *p++;
    return sum;
}

static void big_transfer(size_t chunk, size_t total)
{
    int fds[2];
    pipe(fds);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        unsigned char *p = malloc(chunk);
        close(fds[0]);
        for (size_t sent = 0; sent < total;) {
            size_t n = total - sent < chunk ? total - sent : chunk;
            for (size_t i = 0; i < n; i++)
                p[i] = (unsigned char)((sent + i) * 7 >> 3);
            ssize_t w = write(fds[1], p, n);
            if (w <= 0)
                _exit(1);
            sent += (size_t)w;
        }
        _exit(0);
    }
    close(fds[1]);
    static unsigned char buffer[10007];
    unsigned long sum = 0;
    size_t got = 0;
    ssize_t n;
    while ((n = read(fds[0], buffer, sizeof buffer)) > 0) {
        sum = checksum(sum, buffer, (size_t)n);
        got += (size_t)n;
    }
    int status;
    waitpid(pid, &status, 0);
    close(fds[0]);
    printf("%zu %zu: got %zu sum %lx status %d\n", chunk, total, got, sum, status);
}

static void atomic_writers(void)
{
    enum { WRITERS = 6, LINES = 300, SIZE = 500 };
    int fds[2], good = 1, counts[WRITERS] = {0};
    pipe(fds);
    for (int w = 0; w < WRITERS; w++)
        if (fork() == 0) {
            char line[SIZE];
            memset(line, 'a' + w, SIZE);
            for (int i = 0; i < LINES; i++)
                write(fds[1], line, SIZE);
            _exit(0);
        }
    close(fds[1]);
    FILE *in = fdopen(fds[0], "r");
    char line[SIZE];
    while (fread(line, SIZE, 1, in) == 1) {
        for (int i = 1; i < SIZE; i++)
            good &= line[i] == line[0];
        counts[line[0] - 'a']++;
    }
    fclose(in);
    while (wait(NULL) > 0) {}
    printf("atomic %d:", good);
    for (int w = 0; w < WRITERS; w++)
        printf(" %d", counts[w]);
    printf("\n");
}

int main(void)
{
    int fds[2];
    char buffer[8192];
    signal(SIGPIPE, SIG_IGN);
    big_transfer(1, 3000);
    big_transfer(4096, 1000000);
    big_transfer(65536, 3000000);
    big_transfer(100003, 2000000);
    atomic_writers();

    pipe2(fds, O_NONBLOCK);
    TRY(read(fds[0], buffer, 10));
    int total = 0, n;
    memset(buffer, 'x', sizeof buffer);
    while ((n = (int)write(fds[1], buffer, 4096)) > 0)
        total += n;
    printf("filled %d %s\n", total, strerror(errno));
    TRY(write(fds[1], buffer, 1));
    int queued = 0;
    TRY(ioctl(fds[0], FIONREAD, &queued));
    printf("%d\n", queued);
    TRY(read(fds[0], buffer, 4096));
    TRY(write(fds[1], buffer, 4096));
    TRY(read(fds[0], buffer, 100));
    TRY(write(fds[1], buffer, 200));
    close(fds[1]);
    total = 0;
    while ((n = (int)read(fds[0], buffer, sizeof buffer)) > 0)
        total += n;
    printf("drained %d end %d\n", total, n);
    close(fds[0]);

    pipe(fds);
    struct iovec out[3] = {{"one ", 4}, {"", 0}, {"three", 5}}, in[2] = {{buffer, 3}, {buffer + 100, 50}};
    TRY(writev(fds[1], out, 3));
    TRY(readv(fds[0], in, 2));
    printf("%.3s|%.6s\n", buffer, buffer + 100);
    TRY(write(fds[1], "", 0));
    TRY(write(fds[0], "x", 1));
    TRY(read(fds[1], buffer, 1));
    TRY(lseek(fds[0], 0, SEEK_SET));
    TRY(pread(fds[0], buffer, 1, 0));
    TRY(fcntl(fds[0], F_GETPIPE_SZ));
    struct stat st;
    fstat(fds[0], &st);
    printf("%d %o\n", S_ISFIFO(st.st_mode), fcntl(fds[1], F_GETFL) & O_ACCMODE);
    int copy = dup(fds[1]);
    close(fds[1]);
    TRY(write(copy, "dup", 3));
    close(copy);
    TRY(read(fds[0], buffer, 10));
    TRY(read(fds[0], buffer, 10));
    pipe(fds);
    close(fds[0]);
    TRY(write(fds[1], "x", 1));
    TRY(write(fds[1], "x", 0));
    TRY(pipe2(fds, 0x1234567));
    TRY(pipe((int *)4));
    return 0;
}
