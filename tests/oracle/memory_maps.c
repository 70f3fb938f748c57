/* mmap, munmap, mprotect, mremap, madvise, brk: contents, holes, protections shown by SIGSEGV. */
#define _GNU_SOURCE
#include "report.h"
#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static sigjmp_buf back;
static void on_fault(int n) { siglongjmp(back, n); }

static const char *load(volatile char *p)
{
    int n = sigsetjmp(back, 1);
    if (n)
        return n == SIGSEGV ? "SIGSEGV" : "SIGBUS";
    (void)*p;
    return "readable";
}

static const char *store(volatile char *p)
{
    int n = sigsetjmp(back, 1);
    if (n)
        return n == SIGSEGV ? "SIGSEGV" : "SIGBUS";
    *p = *p;
    return "writable";
}

#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

int main(void)
{
    signal(SIGSEGV, on_fault);
    signal(SIGBUS, on_fault);
    char *p = mmap(NULL, 16 * 4096, RW, ANONYMOUS, -1, 0);
    HOLDS(((uintptr_t)p & 4095) == 0 && p[0] == 0 && p[65535] == 0);
    memset(p, 'x', 65536);
    TRY(munmap(p + 4 * 4096, 4096));
    printf("%s %s %s\n", load(p + 4 * 4096 - 1), load(p + 4 * 4096), load(p + 5 * 4096));
    TRY(mprotect(p, 4096, PROT_READ));
    printf("%s %s\n", load(p), store(p));
    TRY(mprotect(p, 4096, PROT_NONE));
    printf("%s\n", load(p));
    TRY(mprotect(p, 4096, RW));
    printf("%s %c\n", store(p), p[0]);
    TRY(mprotect(p + 3 * 4096, 2 * 4096, PROT_READ));
    TRY(mprotect(p + 1, 4096, PROT_READ));
    TRY(mprotect(p, 4096, 0x100));
    TRY(munmap(p + 1, 4096));
    TRY(munmap(p, 0));
    TRY(munmap(p + 4 * 4096, 4096));
    TRY(madvise(p + 5 * 4096, 4096, MADV_DONTNEED));
    printf("%d %d\n", p[5 * 4096], p[6 * 4096]);
    TRY(madvise(p, 4096, 12345));
    char *fixed = mmap(p + 8 * 4096, 4096, RW, ANONYMOUS | MAP_FIXED, -1, 0);
    HOLDS(fixed == p + 8 * 4096 && fixed[0] == 0 && fixed[4096] == 'x');
    char *keep = mmap(p + 8 * 4096, 4096, RW, ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    HOLDS(keep == MAP_FAILED && errno == EEXIST);
    HOLDS(mmap((void *)4097, 4096, RW, ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED && errno == EINVAL);
    HOLDS(mmap(NULL, SIZE_MAX, RW, ANONYMOUS, -1, 0) == MAP_FAILED && errno == ENOMEM);
    HOLDS(mmap(NULL, 1ul << 46, RW, ANONYMOUS, -1, 0) == MAP_FAILED && errno == ENOMEM);
    HOLDS(mmap(NULL, 4096, PROT_NONE, ANONYMOUS, -1, 0) != MAP_FAILED);

    char *grow = mmap(NULL, 4096, RW, ANONYMOUS, -1, 0);
    strcpy(grow, "moves along");
    grow = mremap(grow, 4096, 40 * 4096, MREMAP_MAYMOVE);
    HOLDS(!strcmp(grow, "moves along") && grow[39 * 4096] == 0);
    char *old = grow;
    grow = mremap(grow, 40 * 4096, 4096, 0);
    HOLDS(grow == old);
    printf("%s\n", load(grow + 4096));
    HOLDS(mremap(grow, 4096, 0, 0) == MAP_FAILED && errno == EINVAL);
    HOLDS(mremap(grow + 1, 4096, 8192, 0) == MAP_FAILED && errno == EINVAL);

    char *base = (char *)syscall(SYS_brk, 0);
    HOLDS((char *)syscall(SYS_brk, base + 100000) == base + 100000);
    base[99999] = 7;
    HOLDS(base[0] == 0 && base[50000] == 0);
    HOLDS((char *)syscall(SYS_brk, base) == base);
    printf("%s\n", load(base + 90000));
    HOLDS((char *)syscall(SYS_brk, base + 100000) == base + 100000 && base[99999] == 0);
    HOLDS((char *)syscall(SYS_brk, 1) == base + 100000);

    /* A guard page under a stack of pages: writes stop exactly there. */
    char *area = mmap(NULL, 3 * 4096, RW, ANONYMOUS, -1, 0);
    mprotect(area, 4096, PROT_NONE);
    printf("%s %s\n", store(area + 4096), store(area + 4095));
    volatile uint64_t *across = (uint64_t *)(area + 4092);
    int n = sigsetjmp(back, 1);
    if (n == 0)
        *across = 1;
    printf("%d\n", n);
    HOLDS(msync(area + 4096, 4096, MS_SYNC) == 0);
    return 0;
}
