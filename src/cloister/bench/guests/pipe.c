/* pipe COUNT: MB/s through a pipe from the parent to a child, in chunks of 4 KiB, COUNT a batch. */
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"

enum { CHUNK = 4096 };
static char buffer[CHUNK];
static int ends[2];

static void drain(void)
{
    ssize_t size;
    close(ends[1]);
    while ((size = read(ends[0], buffer, CHUNK)) > 0)
        ;
    _exit(size ? 1 : 0);
}

/* The pipe holds 64 KiB: over a batch, the writer is as fast as the reader. */
static void fill(long count)
{
    while (count--)
        if (write(ends[1], buffer, CHUNK) != CHUNK)
            fail("write");
}

int main(int argc, char **argv)
{
    if (pipe(ends))
        fail("pipe");
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0)
        drain();
    close(ends[0]);
    report(CHUNK * 1e3 / batch_ns(fill, argument(argc, argv, 1, 1000)));
    close(ends[1]);
    int status;
    return waitpid(child, &status, 0) != child || status;
}
