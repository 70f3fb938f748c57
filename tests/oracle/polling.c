/* poll, select, ppoll, pselect: readiness of pipes and files, timeouts, hangups, wake-ups by another process. */
#define _GNU_SOURCE
#include "report.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void show(struct pollfd *p, int n, int timeout)
{
    int r = poll(p, (nfds_t)n, timeout);
    printf("poll %d:", r);
    for (int i = 0; i < n; i++)
        printf(" %x", p[i].revents);
    printf("\n");
}

static void later(int fd, const char *text, int closes)
{
    fflush(stdout);
    if (fork() == 0) {
        usleep(30000);
        if (closes)
            close(closes);
        write(fd, text, strlen(text));
        _exit(0);
    }
}

static volatile sig_atomic_t hits;
static void on_signal(int n) { (void)n; hits++; }

int main(void)
{
    int a[2], b[2];
    char buffer[70000];
    pipe(a);
    pipe(b);
    int file = open("file", O_CREAT | O_RDWR, 0600);
    struct pollfd p[5] = {{a[0], POLLIN, 0}, {a[1], POLLOUT, 0}, {file, POLLIN | POLLOUT, 0}, {-1, POLLIN, 0}, {99, POLLIN, 0}};
    show(p, 5, 0);
    show(p, 2, -1);
    double t = now();
    show(p, 1, 50);
    HOLDS(now() - t >= 0.049 && now() - t < 2);
    write(a[1], "x", 1);
    show(p, 2, -1);
    read(a[0], buffer, 1);
    later(a[1], "hello", 0);
    show(p, 1, 5000);
    read(a[0], buffer, 10);
    wait(NULL);

    fcntl(a[1], F_SETFL, O_NONBLOCK);
    while (write(a[1], buffer, sizeof buffer) > 0) {}
    show(p, 2, 0);
    while (read(a[0], buffer, 4096) == 4096 && poll(p, 1, 0)) {}
    show(p, 2, 0);
    close(a[1]);
    p[0].events = POLLIN;
    show(p, 1, 0);
    close(b[0]);
    p[0].fd = b[1];
    p[0].events = POLLOUT;
    show(p, 1, 0);

    pipe(a);
    pipe(b);
    fd_set in, out;
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(a[0], &in);
    FD_SET(b[0], &in);
    FD_SET(a[1], &out);
    struct timeval timeout = {0, 0};
    int highest = b[1] + 1;
    TRY(select(highest, &in, &out, NULL, &timeout));
    printf("%d %d %d\n", FD_ISSET(a[0], &in), FD_ISSET(b[0], &in), FD_ISSET(a[1], &out));
    later(b[1], "later", 0);
    FD_SET(a[0], &in);
    FD_SET(b[0], &in);
    timeout.tv_sec = 5;
    TRY(select(highest, &in, NULL, NULL, &timeout));
    printf("%d %d\n", FD_ISSET(a[0], &in), FD_ISSET(b[0], &in));
    HOLDS(timeout.tv_sec >= 3);
    wait(NULL);
    FD_ZERO(&in);
    FD_SET(60, &in);
    TRY(select(61, &in, NULL, NULL, &timeout));
    TRY(select(-1, NULL, NULL, NULL, &timeout));
    TRY(select(0, NULL, NULL, NULL, &(struct timeval){0, 1000}));
    TRY(poll(NULL, 0, 1));
    struct timespec pause_time = {0, 1000000};
    TRY(ppoll(NULL, 0, &pause_time, NULL));
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    sigset_t block, none;
    sigemptyset(&none);
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    sigprocmask(SIG_BLOCK, &block, NULL);
    raise(SIGUSR1);
    p[0].fd = a[0];
    p[0].events = POLLIN;
    TRY(ppoll(p, 1, NULL, &none));
    printf("hits %d\n", hits);
    raise(SIGUSR1);
    TRY(pselect(0, NULL, NULL, NULL, NULL, &none));
    printf("hits %d\n", hits);
    TRY(poll((struct pollfd *)8, 1, 0));
    return 0;
}
