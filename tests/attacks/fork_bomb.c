/* attack: forks without end, every child too
   options: --pids 60 */
#include "attack.h"

static void bomb(void)
{
    for (;;)
        if (fork() < 0 && errno != EAGAIN && errno != ENOMEM)
            _exit(3);
}

int main(void)
{
    /* A bounded one first: the limit gives EAGAIN, and goes away with the children. */
    for (int round = 0; round < 3; round++) {
        pid_t pids[200];
        int count = 0;
        while (count < 200 && (pids[count] = fork()) >= 0) {
            if (pids[count] == 0)
                for (;;)
                    pause();
            count++;
        }
        if (count < 30 || count >= 60 || errno != EAGAIN)
            escaped("fork limit", strerror(errno), count);
        for (int i = 0; i < count; i++)
            kill(pids[i], SIGKILL);
        for (int i = 0; i < count; i++)
            MUST(outcome_of(pids[i]) == SIGKILL);
    }
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        bomb();
    }
    setpgid(pid, pid);
    usleep(200000);
    for (int i = 0; i < 20; i++)
        kill(-pid, SIGKILL);
    MUST(outcome_of(pid) == SIGKILL);
    /* The rest of the bomb belongs to init and dies of the signals too. */
    for (int tries = 0; kill(-pid, SIGKILL) == 0 && tries < 2000; tries++)
        usleep(1000);
    MUST(kill(-pid, 0) == -1 && errno == ESRCH);
    return verdict();
}
