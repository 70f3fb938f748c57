/* attack: exec of exec of exec; exec from handlers, with full descriptor tables, with the largest arguments; of what is being written */
#include "attack.h"
#include <sys/stat.h>

extern char **environ;

static void again(char *self, int left)
{
    char text[16];
    snprintf(text, sizeof text, "%d", left);
    execl(self, self, text, (char *)NULL);
    _exit(3);
}

static char *path;
static void exec_in_handler(int n) { (void)n; again(path, 3); }

static void many_arguments(size_t count, size_t length)
{
    char **argv = calloc(count + 3, sizeof *argv), *word = malloc(length + 1);
    memset(word, 'w', length);
    word[length] = 0;
    argv[0] = path;
    argv[1] = "0";
    for (size_t i = 2; i < count + 2; i++)
        argv[i] = word;
    execve(path, argv, environ);
    _exit(errno == E2BIG ? 7 : 3);
}

static void endless_arguments(void)
{
    /* An array that never ends: all memory up to the guard is the same pointer. */
    size_t size = 64 << 20;
    char **argv = mmap((void *)(TOP_GUARD - size), size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (argv == MAP_FAILED)
        _exit(7);
    for (size_t i = 0; i < size / sizeof *argv; i++)
        argv[i] = path;
    execve(path, argv, environ);
    _exit(errno == E2BIG || errno == EFAULT ? 7 : 3);
}

static void unterminated_string(void)
{
    char *p = mmap((void *)(TOP_GUARD - 8192), 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (p == MAP_FAILED)
        _exit(7);
    memset(p, '/', 8192);
    if (open(p, O_RDONLY) >= 0 || (errno != ENAMETOOLONG && errno != EFAULT))
        _exit(4);
    if (open(p + 8192 - 10, O_RDONLY) >= 0 || errno != EFAULT)
        _exit(5);
    execve(path, (char *[]){path, p + 8000, NULL}, environ);
    _exit(errno == EFAULT || errno == E2BIG ? 7 : 3);
}

int main(int argc, char **argv)
{
    path = argv[0];
    if (argc > 1) {
        int left = atoi(argv[1]);
        if (left > 0)
            again(argv[0], left - 1);
        return 6;
    }
#define EXITS(code, statement) do { pid_t pid = fork(); if (pid == 0) { alarm(20); statement; _exit(SURVIVED); } int o = outcome_of(pid); if (o != 1000 + (code)) escaped(#statement, "outcome", o); } while (0)
    EXITS(6, again(argv[0], 100));
    EXITS(6, signal(SIGUSR1, exec_in_handler); raise(SIGUSR1));
    EXITS(6, while (dup(1) >= 0) {} again(argv[0], 0));
    EXITS(6, many_arguments(1000, 10));
    EXITS(7, many_arguments(10000000, 1));
    EXITS(7, many_arguments(3, 200000));
    EXITS(7, many_arguments(100, 100000));
    EXITS(7, endless_arguments());
    EXITS(7, unterminated_string());
    for (int i = 0; i < 30; i++) {
        if (vfork() == 0)
            again(argv[0], 1);
        MUST(outcome_of(-1) == 1006);
    }
    return verdict();
}
