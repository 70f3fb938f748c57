/* switch COUNT: ns from one process to the other and no further, while two do nothing but yield. */
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"

static void yield(long count)
{
    while (count--)
        sched_yield();
}

/* Both sides yield count / 2 times: count switches. The child's start and end are a small part of that. */
static void batch(long count)
{
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    yield(count / 2);
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
    report_ns(batch, argument(argc, argv, 1, 50000));
    return 0;
}
