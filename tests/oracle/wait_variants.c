/* waitid, wait4 with rusage, stop and continue, WNOWAIT, process groups. */
#include "report.h"
#include <sys/resource.h>

static pid_t child(int code)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(code);
    return pid;
}

int main(void)
{
    siginfo_t info;
    int status;
    pid_t pid = child(5);
    memset(&info, 0, sizeof info);
    TRY(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
    printf("%d %d %d %d\n", info.si_signo == SIGCHLD, info.si_code == CLD_EXITED, info.si_status, info.si_pid == pid);
    TRY(waitid(P_PID, pid, &info, WEXITED));
    TRY(waitid(P_PID, pid, &info, WEXITED));
    pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    memset(&info, 0, sizeof info);
    TRY(waitid(P_ALL, 0, &info, WEXITED | WNOHANG));
    printf("%d\n", info.si_pid);
    kill(pid, SIGSTOP);
    HOLDS(waitpid(pid, &status, WUNTRACED) == pid);
    printf("%d %d\n", WIFSTOPPED(status), WSTOPSIG(status));
    kill(pid, SIGCONT);
    HOLDS(waitpid(pid, &status, WCONTINUED) == pid);
    printf("%d\n", WIFCONTINUED(status));
    kill(pid, SIGKILL);
    TRY(waitid(P_PID, pid, &info, WEXITED));
    printf("%d %d\n", info.si_code == CLD_KILLED, info.si_status);

    struct rusage usage;
    pid = child(9);
    HOLDS(wait4(pid, &status, 0, &usage) == pid);
    print_status("wait4", status);
    HOLDS(usage.ru_utime.tv_sec == 0);

    /* Groups: wait for one of a group only. */
    pid_t leader = fork();
    if (leader == 0) {
        setpgid(0, 0);
        _exit(1);
    }
    setpgid(leader, leader);
    pid = child(2);
    HOLDS(waitpid(-leader, &status, 0) == leader);
    print_status("group", status);
    TRY(waitpid(-leader, &status, 0));
    HOLDS(waitpid(0, &status, 0) == pid);
    print_status("own group", status);
    TRY(waitid(P_PID, 1 << 22, &info, WEXITED));
    TRY(waitid(9, 1, &info, WEXITED));
    TRY(waitid(P_ALL, 0, &info, 0));
    return 0;
}
