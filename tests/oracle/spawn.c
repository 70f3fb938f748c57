/* posix_spawn: file actions, attributes, errors. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <spawn.h>

extern char **environ;

static int child(int argc, char **argv)
{
    sigset_t mask;
    struct sigaction action;
    char line[64] = "";
    sigprocmask(SIG_BLOCK, NULL, &mask);
    sigaction(SIGUSR2, NULL, &action);
    ssize_t n = read(0, line, sizeof line - 1);
    printf("child %s argc %d stdin %zd [%s] blocked %d default %d fd7 %d leader %d\n", argv[2], argc, n, line, sigismember(&mask, SIGUSR1),
           action.sa_handler == SIG_DFL, fcntl(7, F_GETFD), getpgrp() == getpid());
    fprintf(stderr, "stderr of %s\n", argv[2]);
    return 11;
}

static void spawn(const char *name, const char *self, posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes)
{
    char *argv[] = {(char *)self, "child", (char *)name, NULL};
    pid_t pid = -1;
    int status = -1;
    fflush(stdout);
    int r = posix_spawn(&pid, self, actions, attributes, argv, environ);
    if (r == 0)
        waitpid(pid, &status, 0);
    printf("%s: %s\n", name, strerror(r));
    if (r == 0)
        print_status(name, status);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return child(argc, argv);
    int fd = open("input", O_CREAT | O_RDWR, 0600);
    write(fd, "from a file", 11);
    close(fd);
    close(0);
    open("/dev/null", O_RDONLY);
    setvbuf(stdout, NULL, _IOLBF, 0);
    spawn("plain", argv[0], NULL, NULL);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "input", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, 0, 7);
    posix_spawn_file_actions_addopen(&actions, 2, "errors", O_CREAT | O_WRONLY | O_TRUNC, 0644);
    spawn("actions", argv[0], &actions, NULL);
    char text[64] = "";
    fd = open("errors", O_RDONLY);
    read(fd, text, sizeof text - 1);
    printf("%s", text);
    posix_spawn_file_actions_addclose(&actions, 7);
    posix_spawn_file_actions_addopen(&actions, 5, "/nonexistent/file", O_RDONLY, 0);
    spawn("failing action", argv[0], &actions, NULL);
    posix_spawn_file_actions_destroy(&actions);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t mask, defaults;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGUSR2);
    signal(SIGUSR2, SIG_IGN);
    spawn("ignored", argv[0], NULL, NULL);
    posix_spawnattr_setsigmask(&attributes, &mask);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    spawn("attributes", argv[0], NULL, &attributes);
    spawn("missing", "/nonexistent", NULL, NULL);
    HOLDS(wait(NULL) == -1 && errno == ECHILD);
    for (int i = 0; i < 20; i++) {
        pid_t pid;
        int status;
        char *arguments[] = {argv[0], "child", "many", NULL};
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, 1, 2);
        if (posix_spawn(&pid, argv[0], &actions, NULL, arguments, environ) || waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) != 11)
            printf("spawn %d failed\n", i);
        posix_spawn_file_actions_destroy(&actions);
    }
    return 0;
}
/* drop-stderr: the child's messages go to the terminal in no fixed order */
