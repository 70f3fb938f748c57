/* guest status N | signal N | echo | env NAME | loop | ready-loop | unknown-syscall | WORDS: what the tests of `cloister run` need. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void on_interrupt(int signal)
{
    (void)signal;
    write(1, "interrupted\n", 12);
    _exit(9);
}

static int echo(void)
{
    char buffer[4096];
    ssize_t size;
    while ((size = read(0, buffer, sizeof buffer)) > 0)
        if (write(1, buffer, (size_t)size) != size)
            return 1;
    return size < 0;
}

int main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "", *word = argc > 2 ? argv[2] : "";
    if (!strcmp(verb, "status"))
        return atoi(word);
    if (!strcmp(verb, "signal"))
        return raise(atoi(word));
    if (!strcmp(verb, "echo"))
        return echo();
    if (!strcmp(verb, "env"))
        return puts(getenv(word) ? getenv(word) : "unset") < 0;
    if (!strcmp(verb, "unknown-syscall"))
        return syscall(SYS_kexec_load, 0, 0, 0, 0) == -1 ? 0 : 1;
    if (!strcmp(verb, "ready-loop")) {
        signal(SIGINT, on_interrupt);
        write(1, "ready\n", 6);
    }
    if (!strcmp(verb, "loop") || !strcmp(verb, "ready-loop"))
        for (;;)
            ;
    for (int i = 1; i < argc; i++)
        puts(argv[i]);
    return 0;
}
