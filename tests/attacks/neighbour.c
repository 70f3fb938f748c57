/* The neighbour: a computing process whose results must stay right while an attack runs beside it.

   neighbour ATTACK ARGUMENTS... starts a child that computes over its own memory and floats again and again, and one
   that is blocked in read; runs the attack; kills what it left behind; prints how the attack ended and whether both
   children were undisturbed. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 16384 };

static const char secret[] = "SECRET-OF-THE-NEIGHBOUR";
static uint64_t memory[WORDS];

static uint64_t integers(void)
{
    uint64_t state = 88172645463325252, sum = 0;
    for (int i = 0; i < WORDS; i++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        sum = (sum ^ memory[i]) * 0x100000001b3 + state;
    }
    return sum;
}

static double floats(void)
{
    double sum = 0;
    long double wide = 0;
    for (int i = 1; i < 500; i++) {
        sum += sqrt(i) / 3.0 + sin(i) * 1e-3;
        wide += 1.0L / (i * 3);
    }
    return sum + (double)wide;
}

/* Computes until the control pipe is closed. Exit status 0: every round gave the first round's result. */
static void compute(int control)
{
    for (int i = 0; i < WORDS; i++)
        memory[i] = (uint64_t)i * 0x9e3779b97f4a7c15;
    memcpy(memory + 100, secret, sizeof secret);
    const uint64_t integer_result = integers();
    const double float_result = floats();
    struct pollfd closed = {control, POLLIN, 0};
    for (int rounds = 0; rounds < 5 || poll(&closed, 1, 0) == 0; rounds++) {
        if (integers() != integer_result || floats() != float_result)
            _exit(1);
        poll(NULL, 0, 1);
    }
    _exit(float_result > 2482.9 && float_result < 2483.1 ? 0 : 2);
}

/* Holds a secret in memory, sleeps in read, answers with a checksum of its memory. */
static void sleeper(int in, int out)
{
    uint64_t words[512];
    for (int i = 0; i < 512; i++)
        words[i] = (uint64_t)i << 32 | 0x5ec4e7;
    char c;
    if (read(in, &c, 1) != 1)
        _exit(1);
    for (int i = 0; i < 512; i++)
        if (words[i] != ((uint64_t)i << 32 | 0x5ec4e7))
            _exit(1);
    write(out, &c, 1);
    _exit(0);
}

static void say(const char *who, int status)
{
    if (WIFSIGNALED(status))
        printf("%s: killed by %d\n", who, WTERMSIG(status));
    else
        printf("%s: exited %d\n", who, WEXITSTATUS(status));
    fflush(stdout);
}

/* Ends the attack's process group and reaps all that is not ours. */
static void clean_up(pid_t group, pid_t computer, pid_t reader)
{
    siginfo_t info;
    struct timespec pause_time = {0, 2000000};
    for (int quiet = 0; quiet < 3; nanosleep(&pause_time, NULL)) {
        quiet = kill(-group, SIGKILL) < 0 && errno == ESRCH ? quiet + 1 : 0;
        memset(&info, 0, sizeof info);
        while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid && info.si_pid != computer && info.si_pid != reader) {
            waitpid(info.si_pid, NULL, 0);
            memset(&info, 0, sizeof info);
        }
    }
}

int main(int argc, char **argv)
{
    int control[2], question[2], answer[2], status;
    if (argc < 2 || pipe(control) || pipe(question) || pipe(answer))
        return 2;
    pid_t computer = fork();
    if (computer == 0) {
        close(control[1]);
        compute(control[0]);
    }
    pid_t reader = fork();
    if (reader == 0) {
        close(question[1]);
        sleeper(question[0], answer[1]);
    }
    pid_t attack = fork();
    if (attack == 0) {
        setpgid(0, 0);
        for (int fd = 3; fd < 20; fd++)
            close(fd);
        execv(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    setpgid(attack, attack);
    close(control[0]);
    while (waitpid(attack, &status, 0) != attack) {}
    say("attack", status);
    clean_up(attack, computer, reader);

    char c = 0;
    close(control[1]);
    write(question[1], "?", 1);
    close(question[1]);
    close(answer[1]);
    if (waitpid(computer, &status, 0) != computer)
        status = -1;
    say("computer", status);
    if (read(answer[0], &c, 1) != 1 || c != '?' || waitpid(reader, &status, 0) != reader)
        status = -1;
    say("reader", status);
    return 0;
}
