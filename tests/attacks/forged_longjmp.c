/* attack: jump buffers with every word forged: depth, target, stack; buffers of frames that have returned */
#include "attack.h"
#include <setjmp.h>

static jmp_buf buffer;
static volatile int hijacked;

static void gadget(void) { hijacked = 1; _exit(SURVIVED); }

__attribute__((noinline)) static void save_and_return(void)
{
    volatile char pad[200];
    pad[0] = 1;
    if (setjmp(buffer))
        _exit(5);
    pad[1] = 2;
}

__attribute__((noinline)) static int deep(int n)
{
    volatile char pad[100];
    pad[0] = 1;
    if (n == 0) {
        save_and_return();
        return 1;
    }
    return deep(n - 1) + pad[0];
}

static void forge(int word, uint64_t value)
{
    /* It may land on any label of its own, and loop there. */
    alarm(1);
    if (setjmp(buffer) == 0) {
        uint64_t *words = (uint64_t *)buffer;
        words[word] = value;
        longjmp(buffer, 1);
    }
    _exit(0);
}

static void try(unsigned word, uint64_t value)
{
    pid_t pid = fork();
    if (pid == 0) {
        close(1);
        forge((int)word, value);
    }
    int outcome = outcome_of(pid);
    if (outcome == 1000 + SURVIVED)
        escaped("forged jump buffer", "word", word);
}

int main(void)
{
    static const int64_t steps[] = {1, -1, 2, -2, 4, 7, 8, -8, 16, 1000, -1000, 0x10000, 1ll << 32, 1ll << 40, -(1ll << 40)};
    for (unsigned word = 0; word < sizeof(jmp_buf) / 8 && word < 12; word++) {
        if (setjmp(buffer))
            return 9;
        uint64_t now = ((uint64_t *)buffer)[word];
        uint64_t values[] = {0, 1, 8, ~0ull, 0xffffffff, 1ull << 63, TEXT_START, GATE_PAGE, (uint64_t)gadget + 4, (uint64_t)gadget + 1, (uint64_t)&hijacked};
        for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
            try(word, values[i]);
        for (unsigned i = 0; i < sizeof steps / sizeof *steps; i++)
            try(word, now + (uint64_t)steps[i]);
    }
    /* A frame that is gone: the depth is larger than the current one, or the place holds another return address. */
    deep(20);
    DIES_BY(SIGSEGV, SIGILL, longjmp(buffer, 1));
    MUST(!hijacked);
    return verdict();
}
