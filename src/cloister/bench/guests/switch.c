/* switch COUNT: ns from one process to the other, while two do nothing but yield. */
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"

static void yield(long count)
{
    while (count--)
        sched_yield();
}

/* The child yields all the time: each yield of the parent is a switch there and one back. */
int main(int argc, char **argv)
{
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    while (child == 0)
        sched_yield();
    report(batch_ns(yield, argument(argc, argv, 1, 1000)) / 2);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}
