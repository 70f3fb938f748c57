/* fork: memory is private both ways, nested forks, state of registers, stack, heap, bss, TLS, FILE buffers. */
#include "report.h"
#include <sys/mman.h>

static int in_data = 1, in_bss;
static __thread int in_tls = 5;
static char big[300000];

int main(void)
{
    int on_stack = 2, *on_heap = malloc(sizeof *on_heap), *mapped = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    double floating = 1.5;
    register long kept = 77;
    *on_heap = 3;
    *mapped = 4;
    memset(big, 1, sizeof big);
    int *address = &on_stack;
    fflush(stdout);
    int fds[2];
    pipe(fds);
    pid_t pid = fork();
    if (pid == 0) {
        char go;
        read(fds[0], &go, 1);
        printf("child sees %d %d %d %d %d %d %g %ld %d\n", in_data, in_bss, on_stack, *on_heap, *mapped, in_tls, floating, kept, big[299999]);
        in_data = in_bss = on_stack = *on_heap = *mapped = in_tls = 100;
        memset(big, 9, sizeof big);
        free(on_heap);
        HOLDS(address == &on_stack);
        exit(7);
    }
    in_data = in_bss = on_stack = *on_heap = *mapped = in_tls = 50;
    floating = 2.5;
    kept = 78;
    memset(big, 5, sizeof big);
    write(fds[1], "g", 1);
    int status;
    HOLDS(waitpid(pid, &status, 0) == pid);
    print_status("child", status);
    printf("parent sees %d %d %d %d %d %d %g %ld %d\n", in_data, in_bss, on_stack, *on_heap, *mapped, in_tls, floating, kept, big[299999]);

    printf("buffered once per process;");
    if (fork() == 0) {
        printf(" child\n");
        exit(0);
    }
    wait(NULL);
    printf(" parent\n");
    fflush(stdout);

    /* Nested: each level forks the next and adds its depth to the exit status. */
    int depth = 0;
    pid_t inner;
    while (depth < 6 && (inner = fork()) == 0)
        depth++;
    if (depth < 6) {
        waitpid(inner, &status, 0);
        int sum = WEXITSTATUS(status) + depth;
        if (depth)
            _exit(sum);
        printf("sum %d\n", sum);
    } else
        _exit(6);
    return 0;
}
