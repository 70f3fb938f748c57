/* Many children: statuses, reaping in any order, WNOHANG, orphans, zombies, wait errors, pids distinct. */
#include "report.h"

#define COUNT 40

int main(void)
{
    pid_t pids[COUNT];
    int status, seen[COUNT] = {0}, gate[2];
    pipe(gate);
    for (int i = 0; i < COUNT; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            char c;
            close(gate[1]);
            read(gate[0], &c, 1);
            _exit(i);
        }
    }
    int distinct = 1;
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < i; j++)
            distinct &= pids[i] != pids[j];
    HOLDS(distinct);
    TRY(waitpid(-1, &status, WNOHANG));
    close(gate[1]);
    HOLDS(waitpid(pids[17], &status, 0) == pids[17]);
    print_status("17", status);
    pid_t pid;
    int reaped = 0;
    while ((pid = wait(&status)) > 0)
        for (int i = 0; i < COUNT; i++)
            if (pids[i] == pid && WIFEXITED(status) && WEXITSTATUS(status) == i)
                seen[i]++, reaped++;
    printf("reaped %d errno %s\n", reaped, strerror(errno));
    HOLDS(seen[17] == 0 && seen[0] == 1 && seen[COUNT - 1] == 1);
    TRY(wait(NULL));
    TRY(waitpid(pids[0], NULL, 0));
    TRY(waitpid(-1, &status, 0x4000));

    /* An orphan goes on living and can still write to our pipe; the grandchild's parent changes. */
    int fds[2];
    pipe(fds);
    pid = fork();
    if (pid == 0) {
        pid_t parent = getpid();
        if (fork() == 0) {
            while (getppid() == parent)
                usleep(1000);
            write(fds[1], "orphan", 6);
            _exit(0);
        }
        _exit(1);
    }
    waitpid(pid, &status, 0);
    print_status("middle", status);
    close(fds[1]);
    char text[8] = "";
    TRY(read(fds[0], text, 6));
    TRY(read(fds[0], text, 6));
    printf("%s\n", text);

    /* Exit statuses are eight bits wide. */
    for (int code = 0; code <= 512; code += 128) {
        if ((pid = fork()) == 0)
            _exit(code + 1);
        waitpid(pid, &status, 0);
        print_status("code", status);
    }
    if ((pid = fork()) == 0)
        _exit(-1);
    waitpid(pid, &status, 0);
    print_status("minus one", status);
    return 0;
}
