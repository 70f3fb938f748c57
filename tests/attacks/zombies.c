/* attack: leaves zombies and orphans behind by the hundred; their pids and slots come back
   options: --pids 100 */
#include "attack.h"

int main(void)
{
    for (int round = 0; round < 5; round++) {
        int made = 0;
        for (int i = 0; i < 300; i++) {
            pid_t pid = fork();
            if (pid == 0)
                _exit(0);
            if (pid < 0)
                break;
            made++;
        }
        if (made < 20 || made > 100)
            escaped("zombies", "made", made);
        int reaped = 0;
        while (wait(NULL) > 0)
            reaped++;
        MUST(reaped == made);
    }
    /* Orphans are nobody's: init reaps them. */
    for (int i = 0; i < 300; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            fork();
            _exit(0);
        }
        if (pid < 0) {
            escaped("fork", strerror(errno), i);
            break;
        }
        MUST(outcome_of(pid) == 1000);
    }
    return verdict();
}
