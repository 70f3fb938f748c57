/* spawn COUNT PROGRAM: ns of posix_spawn of PROGRAM and waiting for it. */
#include <spawn.h>
#include <sys/wait.h>
#include "bench.h"

static char *program;

static void batch(long count)
{
    char *arguments[] = {program, NULL}, *environment[] = {NULL};
    while (count--) {
        pid_t child;
        int status;
        if (posix_spawn(&child, program, NULL, NULL, arguments, environment) || waitpid(child, &status, 0) != child || status) {
            fprintf(stderr, "spawn: %s failed\n", program);
            exit(1);
        }
    }
}

int main(int argc, char **argv)
{
    program = argc > 2 ? argv[2] : "/bin/dirty";
    report(batch_ns(batch, argument(argc, argv, 1, 4)));
    return 0;
}
