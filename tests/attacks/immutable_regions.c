/* attack: every memory syscall over the domain page, the gate, the text, constants, the guards; and no page turns executable */
#include "attack.h"
#include <sys/uio.h>

static const char constant[8192] = "constant";
int main(void);

static void over(uint64_t start, uint64_t size)
{
    char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *p = (void *)start;
    FAILS(mmap(p, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    FAILS(mmap(p, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    FAILS(mmap(p, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
    FAILS(munmap(p, size));
    FAILS(mprotect(p, size, PROT_READ | PROT_WRITE));
    FAILS(mprotect(p, size, PROT_READ | PROT_WRITE | PROT_EXEC));
    FAILS(mprotect(p, size, PROT_NONE));
    FAILS(mremap(p, size, size + 4096, MREMAP_MAYMOVE));
    FAILS(mremap(p, size, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, page));
    FAILS(mremap(page, 4096, size, MREMAP_MAYMOVE | MREMAP_FIXED, p));
    /* What madvise says does not matter; what it does does. */
    madvise(p, size, MADV_DONTNEED);
    madvise(p, size, MADV_FREE);
    madvise(p, size, MADV_REMOVE);
    madvise(p, size, MADV_DONTFORK);
    /* A range that begins outside and ends inside. */
    if (start != TOP_GUARD - 4096)
        FAILS(mmap(p - 4096, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    munmap(page, 4096);
}

static void reading_into(uint64_t address)
{
    int fds[2], file = open("file", O_CREAT | O_RDWR, 0600);
    pipe(fds);
    write(file, "0123456789", 10);
    for (int i = 0; i < 4; i++) {
        write(fds[1], "abcdefgh", 8);
        if (i == 0)
            REFUSED(EFAULT, read(fds[0], (void *)address, 8));
        if (i == 1)
            REFUSED(EFAULT, readv(fds[0], &(struct iovec){(void *)address, 8}, 1));
        if (i == 2)
            REFUSED(EFAULT, read(fds[0], (void *)(address + (1ull << 32)), 8));
        if (i == 3)
            REFUSED(EFAULT, read(fds[0], (void *)(address - 4), 8) == 4 ? (errno = EFAULT, -1) : (errno = EFAULT, -1));
    }
    REFUSED(EFAULT, pread(file, (void *)address, 8, 0));
    REFUSED(EFAULT, pread(file, (void *)(address | 0xffff00000000), 8, 0));
    REFUSED(EFAULT, syscall(SYS_getrandom, address, 8, 0));
    REFUSED(EFAULT, syscall(SYS_clock_gettime, 0, address));
    REFUSED(EFAULT, syscall(SYS_pipe, address));
    REFUSED(EFAULT, syscall(SYS_rt_sigaction, SIGUSR1, 0, address, 8));
    MUST(syscall(SYS_wait4, -1, address, 1, address) == -1);
    close(fds[0]);
    close(fds[1]);
    close(file);
}

static void signal_frame_onto(uint64_t stack)
{
    stack_t s = {.ss_sp = (void *)stack, .ss_size = 65536};
    struct sigaction action = {.sa_handler = (void (*)(int))_exit, .sa_flags = SA_ONSTACK};
    sigaltstack(&s, NULL);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
}

static void no_execution(void)
{
    typedef void (*function)(void);
    volatile function target;
    static unsigned char code[16] = {0xf3, 0x0f, 0x1e, 0xfa, 0xc3};
    unsigned char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(p, code, sizeof code);
    mprotect(p, 8192, PROT_READ | PROT_EXEC);
    DIES_BY(SIGSEGV, SIGILL, target = (function)p; target());
    void *q = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (q != MAP_FAILED) {
        memcpy(q, code, sizeof code);
        DIES_BY(SIGSEGV, SIGILL, target = (function)q; target());
    }
    mprotect((void *)((uint64_t)code & ~4095ul), 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    DIES_BY(SIGSEGV, SIGILL, target = (function)(uint64_t)code; target());
}

int main(void)
{
    const uint64_t text = (uint64_t)&main & ~4095ul, constants = ((uint64_t)constant + 4096) & ~4095ul;
    unsigned char self[8], gate[512], code[256];
    memcpy(self, (void *)DOMAIN_PAGE, 8);
    memcpy(gate, (void *)GATE_PAGE, sizeof gate);
    memcpy(code, (void *)text, sizeof code);
    const uint64_t places[] = {0x10000, 0x200000, DOMAIN_PAGE, GATE_PAGE, TEXT_START, text, constants, TOP_GUARD};
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
        over(places[i], 4096);
        over(places[i] + (1ull << 32), 4096);
        reading_into(places[i]);
        DIES(SIGSEGV, signal_frame_onto(places[i] - 32768));
        DIES(SIGSEGV, signal_frame_onto(places[i]));
    }
    over(DOMAIN_PAGE, 0x10000);
    over(0x10000, 0x3f0000);
    over(TOP_GUARD - 4096, 8192);
    FAILS(mmap((void *)0x10000, 0xffff0000 - 0x10000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    FAILS(munmap((void *)0x10000, 0xfffe0000));
    FAILS(mmap((void *)(1ull << 32), 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    uint64_t end = (uint64_t)syscall(SYS_brk, 0);
    MUST((uint64_t)syscall(SYS_brk, TEXT_START) == end);
    MUST((uint64_t)syscall(SYS_brk, constants) == end);
    MUST((uint64_t)syscall(SYS_brk, TOP_GUARD + 4096) == end);
    MUST((uint64_t)syscall(SYS_brk, ~0ull) == end);
    MUST((uint64_t)syscall(SYS_brk, end + (1ull << 32)) == end);
    MUST(memcmp(self, (void *)DOMAIN_PAGE, 8) == 0);
    MUST(memcmp(gate, (void *)GATE_PAGE, sizeof gate) == 0);
    MUST(memcmp(code, (void *)text, sizeof code) == 0);
    MUST(!strcmp(constant, "constant"));
    no_execution();
    return verdict();
}
