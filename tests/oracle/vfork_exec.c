/* vfork, and every exec: arguments, environment, errors, what is inherited and what is reset. */
#include "report.h"
#include <fcntl.h>
#include <sys/stat.h>

extern char **environ;

static void on_signal(int n) { (void)n; }

static int show(int argc, char **argv)
{
    printf("argc %d:", argc);
    for (int i = 1; i < argc; i++)
        printf(" [%s]", argv[i]);
    printf(" env:");
    for (char **e = environ; *e; e++)
        printf(" %s", *e);
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    struct sigaction usr1, usr2;
    sigaction(SIGUSR1, NULL, &usr1);
    sigaction(SIGUSR2, NULL, &usr2);
    printf(" blocked %d default %d ignored %d", sigismember(&mask, SIGHUP), usr1.sa_handler == SIG_DFL, usr2.sa_handler == SIG_IGN);
    printf(" fd8 %d fd9 %d umask %o\n", fcntl(8, F_GETFD), fcntl(9, F_GETFD), umask(0));
    return argc;
}

static void run(const char *how, const char *self)
{
    char *argv[] = {(char *)self, "show", "two words", "", "x=y", NULL}, *env[] = {"A=1", "B=two words", NULL};
    fflush(stdout);
    pid_t pid = vfork();
    if (pid == 0) {
        if (!strcmp(how, "execve"))
            execve(self, argv, env);
        else if (!strcmp(how, "execl"))
            execl(self, self, "show", "l", (char *)NULL);
        else if (!strcmp(how, "execle"))
            execle(self, self, "show", "le", (char *)NULL, env);
        else if (!strcmp(how, "execv"))
            execv(self, argv);
        else if (!strcmp(how, "execvp"))
            execvp(self, argv);
        else if (!strcmp(how, "fexecve"))
            fexecve(open(self, O_RDONLY | O_CLOEXEC), argv, env);
        else if (!strcmp(how, "empty environment"))
            execve(self, argv, (char *[]){NULL});
        _exit(99);
    }
    int status;
    waitpid(pid, &status, 0);
    print_status(how, status);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return show(argc, argv);
    environ = (char *[]){"INHERITED=yes", NULL};
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGHUP);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    signal(SIGUSR1, on_signal);
    signal(SIGUSR2, SIG_IGN);
    dup2(1, 8);
    dup2(1, 9);
    fcntl(9, F_SETFD, FD_CLOEXEC);
    umask(027);
    run("execve", argv[0]);
    run("execl", argv[0]);
    run("execle", argv[0]);
    run("execv", argv[0]);
    run("execvp", argv[0]);
    run("empty environment", argv[0]);

    /* vfork shares memory until exec or exit. */
    volatile int shared = 1;
    pid_t pid = vfork();
    if (pid == 0) {
        shared = 2;
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    printf("shared %d\n", shared);

    char *none[] = {"none", NULL};
    TRY(execve("/nonexistent", none, environ));
    TRY(execve("", none, environ));
    TRY(execve("/", none, environ));
    TRY(execve("/dev/null", none, environ));
    close(open("textfile", O_CREAT | O_WRONLY, 0644));
    TRY(execve("textfile", none, environ));
    TRY(execve("textfile/x", none, environ));
    int fd = open("garbage", O_CREAT | O_WRONLY, 0755);
    write(fd, "garbage garbage", 15);
    close(fd);
    TRY(execve("garbage", none, environ));
    close(open("emptyfile", O_CREAT | O_WRONLY, 0755));
    TRY(execve("emptyfile", none, environ));
    char *huge = malloc(200000);
    memset(huge, 'a', 199999);
    huge[199999] = 0;
    char *big[] = {"big", huge, NULL};
    TRY(execve(argv[0], big, environ));
    TRY(execve((const char *)1, none, environ));
    TRY(execve(argv[0], (char **)8, environ));
    return 0;
}
