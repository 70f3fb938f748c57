/* attack: every syscall number with wild pointers and odd numbers in every argument; the enclave must not care
   runs: 4 0 | 4 1 | 4 2 | 4 3 */
#include "attack.h"

static const uint64_t wild[] = {
    0, 1, 2, 7, 8, 0xfff, 0x1000, 0xffff, 0x10000, DOMAIN_PAGE, GATE_PAGE, TEXT_START, 0x7fffffff, 0x80000000, TOP_GUARD - 1, TOP_GUARD,
    0xfffff000, 0xfffffff8, 0xffffffff, 1ull << 32, (1ull << 32) + 8, 1ull << 47, 1ull << 62, 1ull << 63, ~0ull - 7, ~0ull, 0x6000000000000000,
};
#define WILD_COUNT (sizeof wild / sizeof *wild)

static char scratch[65536];
static uint64_t seed;
static uint64_t next(void) { seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17; return seed; }

/* Not those that end or park the caller by definition. */
static int is_skipped(long number)
{
    static const short skipped[] = {SYS_exit, SYS_exit_group, SYS_pause, SYS_fork, SYS_vfork, SYS_clone, SYS_rt_sigreturn, SYS_kill, SYS_tkill, SYS_tgkill, 435,
                                    SYS_rt_sigsuspend, SYS_reboot, SYS_setpgid, SYS_setsid, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_setuid, SYS_setreuid, SYS_setresuid};
    for (unsigned i = 0; i < sizeof skipped / sizeof *skipped; i++)
        if (skipped[i] == number)
            return 1;
    return 0;
}

static uint64_t argument(void)
{
    uint64_t n = next();
    switch (n & 7) {
    case 0: return (uint64_t)scratch + (n >> 8) % 1000;
    case 1: return (uint64_t)scratch + sizeof scratch - (n >> 8) % 10;
    case 2: return (n >> 8) % 10;
    default: return wild[(n >> 8) % WILD_COUNT];
    }
}

static void ignore(int n) { (void)n; }

/* In a child: some calls block (the alarm ends them), some kill it. It only matters that all others live on. */
static void fuzz(long number, int rounds)
{
    struct sigaction action = {.sa_handler = ignore};
    for (int n = 1; n < 32; n++)
        if (n != SIGSEGV)
            sigaction(n, &action, NULL);
    memset(scratch, 0, sizeof scratch);
    close(0);
    for (int round = 0; round < rounds; round++) {
        /* The terminal's streams are not to be written to. */
        close(1);
        close(2);
        open("/dev/null", O_RDWR);
        ualarm(10000, 10000);
        syscall(number, argument(), argument(), argument(), argument(), argument(), argument());
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    int parts = argc > 2 ? atoi(argv[1]) : 1, part = argc > 2 ? atoi(argv[2]) : 0;
    for (long number = 0; number < 470; number++) {
        if (number % parts != part || is_skipped(number))
            continue;
        seed = 0x9e3779b97f4a7c15 * (uint64_t)(number + 1);
        pid_t pid = fork();
        if (pid == 0) {
            setpgid(0, 0);
            fuzz(number, 40);
        }
        if (pid < 0) {
            escaped("fork", strerror(errno), number);
            break;
        }
        int status;
        for (int tries = 0; waitpid(pid, &status, WNOHANG) == 0; tries++) {
            if (tries > 2000)
                kill(pid, SIGKILL);
            usleep(500);
        }
        kill(-pid, SIGKILL);
    }
    return verdict();
}
