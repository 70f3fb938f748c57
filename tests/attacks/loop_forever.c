/* attack: the only process of the enclave never ends. For --timeout and Ctrl-C. */
#include <signal.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc > 1 && argv[1][0] == 'i')
        signal(SIGINT, SIG_IGN);
    write(1, "looping\n", 8);
    if (argc > 1 && argv[1][0] == 's')
        for (;;)
            pause();
    for (;;)
        __asm__ volatile("");
}
