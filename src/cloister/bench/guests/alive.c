/* alive COUNT: COUNT processes at once, each of which has run, owns a dirty page and is blocked in read; then all answer.
 *
 * Prints how many different ones answered. They share one pipe for questions (a byte each) and one for answers. */
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"

enum { PAGE_SIZE = 4096 };
static volatile char page[2 * PAGE_SIZE];

static void live(int id, int questions, int answers)
{
    char question;
    page[PAGE_SIZE] = 1;
    if (write(answers, &id, sizeof id) != sizeof id || read(questions, &question, 1) != 1)
        _exit(1);
    _exit(page[PAGE_SIZE] == 1 && write(answers, &id, sizeof id) == sizeof id ? 0 : 1);
}

/* Reads one id from each of `count` processes; returns how many different ones there were. */
static long collect(int answers, long count)
{
    char *seen = calloc((size_t)count, 1);
    long different = 0;
    for (long i = 0; i < count; i++) {
        int id;
        if (read(answers, &id, sizeof id) != sizeof id || id < 0 || id >= count)
            fail("read");
        different += !seen[id];
        seen[id] = 1;
    }
    free(seen);
    return different;
}

int main(int argc, char **argv)
{
    long count = argument(argc, argv, 1, 1000), answered;
    int questions[2], answers[2];
    if (pipe(questions) || pipe(answers))
        fail("pipe");
    for (long id = 0; id < count; id++) {
        pid_t child = fork();
        if (child < 0)
            fail("fork");
        if (child == 0)
            live((int)id, questions[0], answers[1]);
    }
    if (collect(answers[0], count) != count) /* all have run and wait now */
        fail("start");
    for (long id = 0; id < count; id++)
        if (write(questions[1], "?", 1) != 1)
            fail("write");
    answered = collect(answers[0], count);
    while (wait(NULL) > 0)
        ;
    printf("%ld\n", answered);
    return 0;
}
