/* attack: pipes from all sides: buffers that vanish while a reader sleeps, thousands of sleepers, readers killed in the ring
   options: --pids 400 */
#include "attack.h"
#include <poll.h>

static void sleeper_unmapped(void)
{
    /* A child sleeps in read; its buffer is read-only text. Others sleep with half of the buffer missing. */
    int fds[2];
    char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(p + 4096, 4096);
    uint64_t targets[] = {TEXT_START, (uint64_t)p + 4096 - 4, GATE_PAGE, DOMAIN_PAGE, 0xffffffff, (uint64_t)p + 4090};
    for (unsigned i = 0; i < sizeof targets / sizeof *targets; i++) {
        pipe(fds);
        pid_t pid = fork();
        if (pid == 0) {
            ssize_t n = read(fds[0], (void *)targets[i], 100);
            _exit(n < 0 ? errno == EFAULT ? 0 : 2 : 0);
        }
        usleep(2000);
        char block[100];
        memset(block, 'b', sizeof block);
        write(fds[1], block, sizeof block);
        MUST(outcome_of(pid) == 1000);
        close(fds[0]);
        close(fds[1]);
    }
}

static void killed_in_ring(void)
{
    int fds[2];
    pid_t pids[100];
    char c = 'c';
    pipe(fds);
    for (int i = 0; i < 100; i++)
        if ((pids[i] = fork()) == 0) {
            close(fds[1]);
            _exit(read(fds[0], &c, 1) == 1 ? 1 : 0);
        }
    usleep(5000);
    for (int i = 0; i < 100; i += 2)
        kill(pids[i], SIGKILL);
    for (int i = 0; i < 100; i += 2)
        MUST(outcome_of(pids[i]) == SIGKILL);
    for (int i = 0; i < 20; i++)
        write(fds[1], &c, 1);
    usleep(5000);
    close(fds[1]);
    int got = 0;
    for (int i = 1; i < 100; i += 2)
        got += outcome_of(pids[i]) == 1001;
    MUST(got == 20);
    close(fds[0]);
    /* Writers killed while they wait for space. */
    pipe(fds);
    static char block[200000];
    pid_t writers[10];
    for (int i = 0; i < 10; i++)
        if ((writers[i] = fork()) == 0) {
            write(fds[1], block, sizeof block);
            _exit(0);
        }
    usleep(5000);
    for (int i = 0; i < 10; i++)
        kill(writers[i], SIGKILL);
    for (int i = 0; i < 10; i++)
        outcome_of(writers[i]);
    close(fds[1]);
    long total = 0, n;
    while ((n = read(fds[0], block, sizeof block)) > 0)
        total += n;
    MUST(n == 0 && total > 0 && total <= 2000000);
    close(fds[0]);
}

static void closed_while_blocked(void)
{
    int fds[2];
    pipe(fds);
    pid_t writer = fork();
    if (writer == 0) {
        static char block[300000];
        close(fds[0]);
        signal(SIGPIPE, SIG_IGN);
        ssize_t n = write(fds[1], block, sizeof block);
        _exit(n > 0 && n < 300000 ? 0 : 1);
    }
    close(fds[1]);
    usleep(5000);
    close(fds[0]);
    MUST(outcome_of(writer) == 1000);
    /* The same end is duplicated, moved and closed in a loop. */
    pipe(fds);
    for (int i = 0; i < 2000; i++) {
        int copy = dup(fds[i & 1]);
        dup2(copy, 50);
        close(copy);
        if (i & 1)
            write(50, "x", 1);
        else if (i > 1)
            read(50, (char[1]){0}, 1);
        close(50);
    }
    close(fds[1]);
    char c;
    MUST(read(fds[0], &c, 1) == 1 && read(fds[0], &c, 1) == 0);
}

int main(void)
{
    sleeper_unmapped();
    killed_in_ring();
    closed_while_blocked();
    return verdict();
}
