/* Pipelines made by hand, as popen and a shell make them, with exec of oneself as filters. */
#include "report.h"
#include <ctype.h>

static int filter(const char *which)
{
    int c, count = 0;
    while ((c = getchar()) != EOF) {
        count++;
        if (!strcmp(which, "upper"))
            putchar(toupper(c));
        else if (!strcmp(which, "double"))
            putchar(c), putchar(c);
        else if (!strcmp(which, "head") && count <= 10)
            putchar(c);
    }
    if (!strcmp(which, "count"))
        printf("%d\n", count);
    return count & 127;
}

static void pipeline(char *self, const char *input, char *const *stages, int count)
{
    int first[2], previous;
    pid_t pids[8];
    fflush(stdout);
    pipe(first);
    previous = first[0];
    for (int i = 0; i < count; i++) {
        int next[2] = {-1, 1};
        if (i < count - 1)
            pipe(next);
        pids[i] = fork();
        if (pids[i] == 0) {
            dup2(previous, 0);
            if (next[1] != 1) {
                dup2(next[1], 1);
                close(next[1]);
                close(next[0]);
            }
            close(previous);
            close(first[1]);
            execl(self, self, stages[i], (char *)NULL);
            _exit(127);
        }
        close(previous);
        if (next[1] != 1)
            close(next[1]);
        previous = next[0];
    }
    write(first[1], input, strlen(input));
    close(first[1]);
    int statuses[8];
    for (int i = 0; i < count; i++)
        waitpid(pids[i], &statuses[i], 0);
    for (int i = 0; i < count; i++)
        print_status(stages[i], statuses[i]);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return filter(argv[1]);
    pipeline(argv[0], "hello, pipeline\n", (char *[]){"upper"}, 1);
    pipeline(argv[0], "hello, pipeline\n", (char *[]){"upper", "double", "count"}, 3);
    pipeline(argv[0], "many stages\n", (char *[]){"double", "double", "double", "upper", "head"}, 5);
    pipeline(argv[0], "", (char *[]){"upper", "count"}, 2);
    return 0;
}
