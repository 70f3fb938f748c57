/* Thousands of random reads, writes, readvs and writevs on a nonblocking pipe: every byte arrives once and in order. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <sys/uio.h>

static unsigned long seed = 88172645463325252;
static unsigned long next(void) { seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17; return seed; }

static unsigned char buffer[200000];
static unsigned char byte_at(long position) { return (unsigned char)((unsigned long)position * 2654435761u >> 13); }

/* Cuts `n` bytes into up to four pieces, some of them empty. */
static int cut(struct iovec *pieces, long n)
{
    int count = 1 + (int)(next() % 4);
    long at = 0;
    for (int i = 0; i < count; i++) {
        long size = i == count - 1 ? n - at : next() % 4 == 0 ? 0 : (long)(next() % (unsigned long)(n - at + 1));
        pieces[i] = (struct iovec){buffer + at, (size_t)size};
        at += size;
    }
    return count;
}

int main(void)
{
    int fds[2];
    long head = 0, tail = 0;
    struct iovec pieces[4];
    pipe2(fds, O_NONBLOCK);
    for (int i = 0; i < 30000; i++) {
        long n = (long)(next() % 8 == 0 ? next() % 90000 : next() % 3000), done;
        int is_vector = next() & 1;
        if (next() & 1) {
            for (long k = 0; k < n; k++)
                buffer[k] = byte_at(tail + k);
            done = is_vector ? writev(fds[1], pieces, cut(pieces, n)) : write(fds[1], buffer, (size_t)n);
            tail += done > 0 ? done : 0;
        } else {
            done = is_vector ? readv(fds[0], pieces, cut(pieces, n)) : read(fds[0], buffer, (size_t)n);
            for (long k = 0; k < done; k++)
                if (buffer[k] != byte_at(head + k)) {
                    printf("wrong byte in call %d: size %ld result %ld at %ld\n", i, n, done, k);
                    return 1;
                }
            head += done > 0 ? done : 0;
            if (done == 0 && n > 0) {
                printf("false end of file in call %d\n", i);
                return 1;
            }
        }
        if (done < 0 && errno != EAGAIN) {
            printf("call %d: %s\n", i, strerror(errno));
            return 1;
        }
    }
    HOLDS(head <= tail && tail > 10000000);
    return 0;
}
