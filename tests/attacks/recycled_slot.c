/* attack: a process fills its whole memory with a secret and ends; its successors look for it everywhere */
#include "attack.h"

static const uint64_t half = 0x5ec2e75ec2e70000;
#define SECRET (half | 0x1dea)

static char bss[2 << 20];

__attribute__((noinline)) static void fill(void *p, size_t size)
{
    for (size_t i = 0; i + 8 <= size; i += 8)
        *(volatile uint64_t *)((char *)p + i) = SECRET;
}

__attribute__((noinline)) static long find(const void *p, size_t size)
{
    long found = 0;
    for (size_t i = 0; i + 8 <= size; i += 8)
        found += *(const volatile uint64_t *)((const char *)p + i) == SECRET;
    return found;
}

__attribute__((noinline)) static long on_stack(int writing)
{
    char frame[4 << 20];
    __asm__ volatile("" : : "r"(frame) : "memory");
    if (writing)
        fill(frame, sizeof frame);
    return find(frame, sizeof frame);
}

static long visit(int writing)
{
    size_t sizes[] = {4096, 1 << 20, 40 << 20};
    long found = 0;
    for (int i = 0; i < 3; i++) {
        char *p = mmap(NULL, sizes[i], PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (writing)
            fill(p, sizes[i]);
        else
            found += find(p, sizes[i]);
    }
    char *heap = (char *)syscall(SYS_brk, 0);
    syscall(SYS_brk, heap + (3 << 20));
    if (writing) {
        fill(heap, 3 << 20);
        fill(bss, sizeof bss);
        mprotect(bss + 4096, 4096, PROT_NONE);
        char *high = mmap((void *)(TOP_GUARD - 0x100000), 0x100000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (high != MAP_FAILED)
            fill(high, 0x100000);
    } else {
        found += find(heap, 3 << 20) + find(bss, sizeof bss);
        char *high = mmap((void *)(TOP_GUARD - 0x100000), 0x100000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (high != MAP_FAILED)
            found += find(high, 0x100000);
    }
    long in_stack = on_stack(writing);
    return writing ? 0 : found + in_stack;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return visit(argv[1][0] == 'w') != 0;
    for (int i = 0; i < 6; i++) {
        for (int step = 0; step < 2; step++) {
            pid_t pid = fork();
            if (pid == 0) {
                if (i % 2)
                    execl(argv[0], argv[0], step ? "read" : "write", (char *)NULL);
                if (step == 0) {
                    visit(1);
                    if (i == 2)
                        *(volatile int *)0 = 1;
                    _exit(0);
                }
                _exit(visit(0) != 0);
            }
            int outcome = outcome_of(pid);
            if (outcome != 1000 && !(i == 2 && step == 0 && outcome == SIGSEGV))
                escaped(step ? "secret of an earlier tenant found" : "writer failed", "outcome", outcome);
        }
    }
    return verdict();
}
