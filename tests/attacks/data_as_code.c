/* attack: plants code in stack, heap, data, files, environment and runs it; plants labels where code is not */
#include "attack.h"
#include <sys/stat.h>

static unsigned char data[64] = {0xf3, 0x0f, 0x1e, 0xfa, 0xb8, 60, 0, 0, 0, 0xbf, 55, 0, 0, 0, 0x0f, 0x05};
static void (*volatile target)(void);

static void run(const void *p)
{
    target = (void (*)(void))(uint64_t)p;
    target();
}

#define STOPPED(statement) DIES_BY(SIGSEGV, SIGILL, statement)

int main(void)
{
    unsigned char stack[64];
    unsigned char *heap = malloc(64), *map = mmap(NULL, 4096, 7, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(stack, data, 64);
    memcpy(heap, data, 64);
    STOPPED(run(stack));
    STOPPED(run(heap));
    STOPPED(run(data));
    if (map != MAP_FAILED) {
        memcpy(map, data, 64);
        STOPPED(run(map));
    }
    int fd = open("code", O_CREAT | O_RDWR, 0755);
    write(fd, data, sizeof data);
    for (int protection = 1; protection < 8; protection++) {
        void *p = mmap(NULL, 4096, protection, MAP_PRIVATE, fd, 0);
        if (p != MAP_FAILED)
            STOPPED(run(p));
    }
    /* Code over the text: refused, and the text is as it was. */
    void *fixed = mmap((void *)TEXT_START, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd, 0);
    MUST(fixed == MAP_FAILED);
    STOPPED(signal(SIGUSR1, (void (*)(int))(uint64_t)data); raise(SIGUSR1));
    setenv("CODE", (char *)data, 1);
    STOPPED(run(getenv("CODE")));
    return verdict();
}
