/* syscall COUNT: ns of one getppid, which libc does not cache. */
#include <unistd.h>
#include "bench.h"

static void batch(long count)
{
    while (count--)
        getppid();
}

int main(int argc, char **argv)
{
    report(batch_ns(batch, argument(argc, argv, 1, 10000)));
    return 0;
}
