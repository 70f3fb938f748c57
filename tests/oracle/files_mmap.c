/* Private mappings of files: contents, tail of the last page, copy on write, after close, offsets, errors. */
#include "report.h"
#include <fcntl.h>
#include <sys/mman.h>

int main(void)
{
    char text[10000];
    for (int i = 0; i < 10000; i++)
        text[i] = (char)('a' + i % 23);
    int fd = open("mapped", O_CREAT | O_RDWR, 0600);
    write(fd, text, sizeof text);
    char *p = mmap(NULL, sizeof text, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    HOLDS(memcmp(p, text, sizeof text) == 0);
    int zero = 1;
    for (int i = 10000; i < 12288; i++)
        zero &= p[i] == 0;
    HOLDS(zero);
    p[5] = '!';
    char c;
    pread(fd, &c, 1, 5);
    printf("%c %c\n", p[5], c);
    char *q = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 4096);
    close(fd);
    HOLDS(memcmp(q, text + 4096, 4096) == 0);
    unlink("mapped");
    HOLDS(q[100] == text[4196]);
    fd = open("small", O_CREAT | O_RDWR, 0600);
    write(fd, "small", 5);
    HOLDS(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 100) == MAP_FAILED && errno == EINVAL);
    HOLDS(mmap(NULL, 0, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED && errno == EINVAL);
    HOLDS(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED && errno == EBADF);
    int writeonly = open("small", O_WRONLY);
    HOLDS(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, writeonly, 0) == MAP_FAILED && errno == EACCES);
    HOLDS(mmap(NULL, 4096, PROT_READ, 0, fd, 0) == MAP_FAILED && errno == EINVAL);
    char *fixed = mmap(q, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0);
    HOLDS(fixed == q && !strcmp(q, "small"));
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        p[7] = '?';
        q[0] = 'S';
        _exit(q[1]);
    }
    int status;
    waitpid(pid, &status, 0);
    print_status("child", status);
    HOLDS(p[7] == text[7] && q[0] == 's');
    TRY(munmap(p, sizeof text));
    TRY(munmap(q, 4096));
    return 0;
}
