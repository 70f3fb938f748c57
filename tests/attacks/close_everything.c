/* attack: closes every descriptor, then does everything with them
   output: none */
#include "attack.h"
#include <poll.h>
#include <sys/stat.h>

int main(void)
{
    char c;
    struct stat st;
    int good = 1;
    for (int fd = 0; fd < 2000; fd++)
        close(fd);
    good &= read(0, &c, 1) == -1 && errno == EBADF;
    good &= write(1, "x", 1) == -1 && errno == EBADF;
    good &= fstat(2, &st) == -1 && errno == EBADF;
    good &= open("/dev/null", O_RDWR) == 0;
    good &= dup(0) == 1;
    good &= printf("to nowhere\n") > 0 && fflush(stdout) == 0;
    pid_t pid = fork();
    if (pid == 0)
        _exit(close(0) == 0 && close(1) == 0 ? 4 : 5);
    good &= outcome_of(pid) == 1004;
    close(0);
    close(1);
    return good ? 0 : 1;
}
