/* getrandom, /dev/urandom, /dev/zero: sizes and relations; rand with a seed is fixed. */
#include "report.h"
#include <fcntl.h>
#include <sys/random.h>

int main(void)
{
    unsigned char a[64] = {0}, b[64] = {0}, big[5000] = {0};
    TRY(getrandom(a, sizeof a, 0));
    TRY(getrandom(b, sizeof b, GRND_NONBLOCK));
    HOLDS(memcmp(a, b, sizeof a) != 0);
    TRY(getrandom(a, 0, 0));
    TRY(getrandom(a, 1, 0x1000));
    TRY(getrandom(big, sizeof big, 0));
    int counts[256] = {0}, missing = 0;
    for (unsigned i = 0; i < sizeof big; i++)
        counts[big[i]]++;
    for (int i = 0; i < 256; i++)
        missing += counts[i] == 0;
    HOLDS(missing < 5);
    TRY(getentropy(a, 64));
    TRY(getentropy(big, 300));
    int fd = open("/dev/urandom", O_RDONLY);
    TRY(read(fd, b, sizeof b));
    HOLDS(memcmp(a, b, sizeof a) != 0);
    int zero = open("/dev/zero", O_RDONLY);
    TRY(read(zero, big, sizeof big));
    int sum = 0;
    for (unsigned i = 0; i < sizeof big; i++)
        sum += big[i];
    printf("%d\n", sum);
    /* A fork must not share the generator's state. */
    int fds[2];
    pipe(fds);
    if (fork() == 0) {
        getrandom(a, 16, 0);
        write(fds[1], a, 16);
        _exit(0);
    }
    getrandom(a, 16, 0);
    read(fds[0], b, 16);
    HOLDS(memcmp(a, b, 16) != 0);
    srand(42);
    printf("%d %d\n", rand(), rand());
    srandom(7);
    printf("%ld %ld\n", random(), random());
    srand48(9);
    printf("%.12f %ld\n", drand48(), lrand48());
    return 0;
}
