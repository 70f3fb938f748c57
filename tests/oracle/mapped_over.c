/* MAP_FIXED, munmap and mprotect over data, bss, heap and stack pages; protections after fork; partly readable buffers of syscalls. */
#include "report.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/uio.h>

static _Alignas(4096) char data[5 * 4096] = "data";
static _Alignas(4096) char bss[5 * 4096];
static sigjmp_buf back;
static void on_fault(int n) { siglongjmp(back, n); }

static const char *state(volatile char *p)
{
    if (sigsetjmp(back, 1))
        return "none";
    (void)*p;
    if (sigsetjmp(back, 1))
        return "r--";
    *p = *p;
    return "rw-";
}

static void show(const char *what, char *p)
{
    printf("%s:", what);
    for (int i = 0; i < 5; i++)
        printf(" %s", state(p + i * 4096));
    printf("\n");
}

int main(void)
{
    signal(SIGSEGV, on_fault);
    memset(bss, 'b', sizeof bss);
    TRY(mmap(bss + 4096, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == bss + 4096);
    printf("%d %c\n", bss[4096], bss[8192]);
    TRY(mprotect(bss + 8192, 4096, PROT_READ));
    TRY(munmap(bss + 3 * 4096, 4096));
    show("bss", bss);
    int fd = open("file", O_CREAT | O_RDWR, 0600);
    write(fd, "mapped over data", 16);
    TRY(mmap(data + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == data + 4096);
    printf("%s %.16s\n", data, data + 4096);
    TRY(mprotect(data, 4096, PROT_NONE));
    show("data", data);
    fflush(stdout);
    if (fork() == 0) {
        show("data of the child", data);
        show("bss of the child", bss);
        TRY(mprotect(data, 4096, PROT_READ | PROT_WRITE));
        printf("%s\n", data);
        data[0] = 'D';
        TRY(munmap(bss, sizeof bss));
        show("bss of the child", bss);
        exit(0);
    }
    wait(NULL);
    TRY(mprotect(data, 4096, PROT_READ));
    printf("%s\n", data);

    char *p = mmap(NULL, 5 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(p, 'p', 5 * 4096);
    mprotect(p + 4096, 4096, PROT_READ);
    mprotect(p + 2 * 4096, 4096, PROT_NONE);
    int fds[2];
    pipe(fds);
    TRY(write(fds[1], p + 8192 - 10, 10));
    TRY(read(fds[0], p + 4096 - 5, 5));
    TRY(read(fds[0], p + 4096, 5));
    TRY(write(fds[1], p + 2 * 4096, 5));
    TRY(pread(fd, p + 4096, 5, 0));
    TRY(write(fd, p + 2 * 4096, 5));
    TRY(writev(fds[1], (struct iovec[2]){{p, 3}, {p + 2 * 4096, 3}}, 2) >= -1);
    TRY(getcwd(p + 4096, 100) == NULL);
    char *q = mmap(p + 3 * 4096, 3 * 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    HOLDS(q != MAP_FAILED && q != p + 3 * 4096);
    return 0;
}
