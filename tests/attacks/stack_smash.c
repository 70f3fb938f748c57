/* attack: overwriting the whole data stack, where return addresses would lie on Linux; returns go home all the same */
#include "attack.h"

static volatile int reached;
static void gadget(void) { reached = 1; _exit(3); }

__attribute__((noinline)) static int smash(uint64_t value, int words)
{
    volatile uint64_t local[2];
    volatile uint64_t *p = local;
    for (int i = 0; i < words; i++)
        p[i] = value;
    return 5;
}

__attribute__((noinline)) static void middle(uint64_t value)
{
    volatile uint64_t cushion[64];
    cushion[0] = 1;
    int r = smash(value, 12);
    /* Reached because the return address lies where no store can reach. Locals may be anything now. */
    _exit(r == 5 ? 42 : 1);
}

int main(void)
{
    static const uint64_t values[] = {0, 0x4141414141414141, TEXT_START, GATE_PAGE, ~0ull};
    for (unsigned i = 0; i <= sizeof values / sizeof *values; i++) {
        pid_t pid = fork();
        if (pid == 0)
            middle(i < 5 ? values[i] : (uint64_t)gadget);
        int outcome = outcome_of(pid);
        if (outcome != 1042)
            escaped("the return went elsewhere", "outcome", outcome);
    }
    MUST(!reached);
    return verdict();
}
