/* fork COUNT BYTES: ns of fork, exit and wait by a parent that has dirtied BYTES before; afterwards nobody touches them. */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"

static void batch(long count)
{
    while (count--) {
        int status;
        pid_t child = fork();
        if (child < 0)
            fail("fork");
        if (child == 0)
            _exit(0);
        if (waitpid(child, &status, 0) != child || status)
            fail("waitpid");
    }
}

int main(int argc, char **argv)
{
    size_t size = (size_t)argument(argc, argv, 2, 100000);
    void *data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED)
        fail("mmap");
    memset(data, 1, size);
    report(batch_ns(batch, argument(argc, argv, 1, 4)));
    return 0;
}
