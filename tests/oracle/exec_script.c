/* #! scripts: one argument, many words are one argument, nested interpreters, too long, missing interpreter. */
#include "report.h"
#include <fcntl.h>
#include <sys/stat.h>

static void script(const char *name, const char *line)
{
    int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0755);
    write(fd, line, strlen(line));
    close(fd);
}

static void run(const char *name)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        char *argv[] = {"zero", "one", "two", NULL};
        execv(name, argv);
        printf("%s: %s\n", name, strerror(errno));
        exit(1);
    }
    int status;
    waitpid(pid, &status, 0);
    print_status(name, status);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        for (int i = 1; i < argc; i++)
            printf("[%s]", argv[i]);
        printf("\n");
        return argc;
    }
    char line[400], self[300];
    snprintf(self, sizeof self, "%s", argv[0]);
    snprintf(line, sizeof line, "#!%s\nrest", self);
    script("plain", line);
    snprintf(line, sizeof line, "#! \t%s  -a b c  \n", self);
    script("argument", line);
    script("nested", "#!./argument\n");
    script("missing", "#!/no/such/interpreter\n");
    script("empty", "#!\n");
    script("loop", "#!./loop\n");
    script("no_newline", "#!/x");
    run("./plain");
    run("./argument");
    run("./nested");
    run("./missing");
    run("./empty");
    run("./loop");
    run("./no_newline");
    return 0;
}
