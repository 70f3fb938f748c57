/* attack: executes hundreds of damaged copies of itself, made inside: truncated, headers forged, text changed */
#include "attack.h"
#include <elf.h>
#include <sys/stat.h>

static unsigned char *image;
static size_t size;
static uint64_t seed = 88172645463325252;
static uint64_t next(void) { seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17; return seed; }

static int refused, ran;

/* Runs `count` bytes of `copy`. It may be refused or run and end in any way; it must not touch anyone else. */
static void try(const unsigned char *copy, size_t count)
{
    int fd = open("damaged", O_CREAT | O_TRUNC | O_WRONLY, 0755);
    if (fd < 0 || write(fd, copy, count) != (ssize_t)count)
        escaped("cannot write the copy", strerror(errno), (long)count);
    close(fd);
    pid_t pid = vfork();
    if (pid == 0) {
        execl("damaged", "damaged", "copy", (char *)NULL);
        _exit(99);
    }
    int status;
    for (int tries = 0; waitpid(pid, &status, WNOHANG) == 0; tries++) {
        if (tries > 3000)
            kill(pid, SIGKILL);
        usleep(200);
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 99)
        refused++;
    else
        ran++;
}

static void truncated(void)
{
    static const size_t at[] = {0, 1, 4, 15, 16, 40, 63, 64, 65, 100, 119, 120, 200, 300, 1000, 4095, 4096, 4097, 8192, 10000};
    for (unsigned i = 0; i < sizeof at / sizeof *at; i++)
        if (at[i] < size)
            try(image, at[i]);
    for (int i = 1; i < 10; i++)
        try(image, size * (size_t)i / 10);
    try(image, size - 1);
}

static void headers(unsigned char *copy)
{
    static const uint64_t values[] = {0, 1, 0xff, 0x1000, 0x3ff000, 0x400001, 0x10000000, 0xffff0000, 0xffffffff, 1ull << 32, 1ull << 63, ~0ull, ~0ull - 0xfff};
    const Elf64_Ehdr *e = (const Elf64_Ehdr *)image;
    size_t end = e->e_phoff + (size_t)e->e_phnum * e->e_phentsize;
    for (size_t at = 0; at + 8 <= end; at += 8)
        for (int i = 0; i < 3; i++) {
            memcpy(copy, image, size);
            uint64_t value = values[next() % (sizeof values / sizeof *values)];
            memcpy(copy + at + (i == 2 ? 4 : 0), &value, i == 0 ? 8 : 4);
            try(copy, size);
        }
    /* Every segment turned writable, executable, both; all segments the same; overlapping. */
    for (int p = 0; p < e->e_phnum; p++)
        for (uint32_t flags = 0; flags < 8; flags++) {
            memcpy(copy, image, size);
            ((Elf64_Phdr *)(copy + e->e_phoff))[p].p_flags = flags;
            try(copy, size);
        }
    for (int p = 1; p < e->e_phnum; p++) {
        memcpy(copy, image, size);
        Elf64_Phdr *h = (Elf64_Phdr *)(copy + e->e_phoff);
        h[p].p_vaddr = h[p - 1].p_vaddr;
        try(copy, size);
        h[p] = h[p - 1];
        try(copy, size);
    }
}

static void text(unsigned char *copy)
{
    const Elf64_Ehdr *e = (const Elf64_Ehdr *)image;
    const Elf64_Phdr *h = (const Elf64_Phdr *)(image + e->e_phoff);
    for (int p = 0; p < e->e_phnum; p++) {
        if (h[p].p_type != PT_LOAD || !(h[p].p_flags & PF_X))
            continue;
        for (int i = 0; i < 60; i++) {
            memcpy(copy, image, size);
            for (int flips = 0; flips < (i < 30 ? 1 : 50); flips++)
                copy[h[p].p_offset + next() % h[p].p_filesz] ^= (unsigned char)(1 << next() % 8);
            try(copy, size);
        }
        /* Real system calls, forbidden instructions, at the entry and everywhere. */
        static const unsigned char bad[][4] = {{0x0f, 0x05, 0x90, 0x90}, {0xcd, 0x80, 0x90, 0x90}, {0xc2, 0x08, 0x00, 0x90}, {0xff, 0xe0, 0x90, 0x90}, {0x58, 0x50, 0x58, 0x50}, {0x0f, 0x01, 0xc1, 0x90}};
        for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
            memcpy(copy, image, size);
            memcpy(copy + h[p].p_offset + (e->e_entry - h[p].p_vaddr) + 4, bad[i], 4);
            int before = refused;
            try(copy, size);
            if (refused != before + 1)
                escaped("forbidden instruction at the entry was not refused", "case", i);
        }
    }
}

int main(int argc, char **argv)
{
    struct stat st;
    if (argc > 1) {
        /* A copy that runs does little. */
        static volatile int zero = 1;
        return zero - 1;
    }
    int fd = open(argv[0], O_RDONLY);
    if (fd < 0 || fstat(fd, &st) < 0)
        return 2;
    size = (size_t)st.st_size;
    image = malloc(size);
    unsigned char *copy = malloc(size + 64);
    if (read(fd, image, size) != (ssize_t)size)
        return 2;
    try(image, size);
    MUST(ran == 1 && refused == 0);
    truncated();
    headers(copy);
    text(copy);
    MUST(refused > 100);
    unlink("damaged");
    return verdict();
}
