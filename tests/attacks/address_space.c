/* attack: exhausts the address space of the slot without touching it, in one piece, in crumbs, with holes */
#include "attack.h"

static size_t take(size_t size)
{
    size_t total = 0;
    while (mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED)
        if ((total += size) > 1ull << 33) {
            escaped("mmap", "gave more than a slot holds", 0);
            break;
        }
    if (errno != ENOMEM)
        escaped("mmap", strerror(errno), 0);
    return total;
}

/* Every other page of many: as many separate mappings as the guest can make. */
static void crumbs(void)
{
    char *p = mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        _exit(0);
    for (size_t at = 0; at < 64 << 20; at += 8192)
        if (mprotect(p + at, 4096, PROT_READ) < 0) {
            if (errno != ENOMEM)
                _exit(4);
            break;
        }
    *(volatile char *)(p + 4096) = 1;
    _exit(0);
}

int main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        size_t total = take(256 << 20) + take(1 << 20);
        if (total < 1ull << 30 || total > 1ull << 32)
            escaped("total", "bytes", (long)total);
        FAILS(mmap(NULL, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        FAILS(fork() == 0 ? (_exit(0), 0) : malloc(64 << 20) ? 0 : -1);
        _exit(attack_failures);
    }
    MUST(outcome_of(pid) == 1000);
    for (int i = 0; i < 3; i++) {
        pid = fork();
        if (pid == 0)
            crumbs();
        int outcome = outcome_of(pid);
        if (outcome != 1000 && outcome != SIGKILL && outcome != SIGSEGV)
            escaped("crumbs", "ended with", outcome);
    }
    void *p = malloc(1 << 20);
    MUST(p != NULL);
    free(p);
    return verdict();
}
