/* pipe MEGABYTES: MB/s through a pipe from the parent to a child, in chunks of 4 KiB. */
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"

enum { CHUNK = 4096 };
static char buffer[CHUNK];

static void drain(int from, long size)
{
    while (size > 0) {
        ssize_t count = read(from, buffer, CHUNK);
        if (count <= 0)
            _exit(1);
        size -= count;
    }
    _exit(0);
}

static void fill(int to, long size)
{
    for (; size > 0; size -= CHUNK)
        if (write(to, buffer, CHUNK) != CHUNK)
            fail("write");
}

int main(int argc, char **argv)
{
    long size = argument(argc, argv, 1, 256) * 1000000 / CHUNK * CHUNK;
    int ends[2], status;
    if (pipe(ends))
        fail("pipe");
    double start = now_ns();
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0)
        drain(ends[0], size);
    fill(ends[1], size);
    waitpid(child, &status, 0);
    double elapsed_ns = now_ns() - start;
    if (status) {
        fprintf(stderr, "pipe: the reader did not get everything\n");
        return 1;
    }
    printf("%.3f\n", (double)size * 1e3 / elapsed_ns);
    return 0;
}
