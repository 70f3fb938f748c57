/* Clocks and calendars: relations between clocks, sleeping, conversions of fixed times. */
#define _GNU_SOURCE
#include "report.h"
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

static double seconds(struct timespec t) { return (double)t.tv_sec + (double)t.tv_nsec * 1e-9; }

int main(void)
{
    struct timespec a, b, real, resolution;
    struct timeval tv;
    TRY(clock_gettime(CLOCK_MONOTONIC, &a));
    TRY(nanosleep(&(struct timespec){0, 20000000}, NULL));
    clock_gettime(CLOCK_MONOTONIC, &b);
    HOLDS(seconds(b) - seconds(a) >= 0.02);
    HOLDS(seconds(b) - seconds(a) < 5);
    int forward = 1;
    for (int i = 0; i < 1000; i++) {
        clock_gettime(CLOCK_MONOTONIC, &a);
        forward &= seconds(a) >= seconds(b);
        b = a;
    }
    HOLDS(forward);
    clock_gettime(CLOCK_REALTIME, &real);
    gettimeofday(&tv, NULL);
    time_t t = time(NULL);
    HOLDS(labs(real.tv_sec - tv.tv_sec) <= 1 && labs(real.tv_sec - t) <= 1);
    HOLDS(real.tv_sec > 1700000000);
    TRY(clock_getres(CLOCK_REALTIME, &resolution));
    HOLDS(resolution.tv_sec == 0 && resolution.tv_nsec > 0);
    TRY(clock_gettime(12345, &a));
    TRY(clock_settime(CLOCK_MONOTONIC, &a));
    TRY(nanosleep(&(struct timespec){0, 1000000000}, NULL));
    TRY(nanosleep(&(struct timespec){-1, 0}, NULL));
    printf("%d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &b, NULL));
    printf("%d\n", clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){0, 1000}, NULL));
    clock_t start = clock();
    volatile unsigned long n = 0;
    while (clock() - start < 20000)
        n++;
    HOLDS(n > 10);
    struct rusage usage;
    TRY(getrusage(RUSAGE_SELF, &usage));
    HOLDS(usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec > 0);
    TRY(getrusage(99, &usage));
    struct tms tms;
    HOLDS(times(&tms) != (clock_t)-1);
    struct itimerval timer;
    TRY(getitimer(ITIMER_REAL, &timer));
    printf("%ld %ld\n", timer.it_value.tv_sec, timer.it_value.tv_usec);
    TRY(setitimer(99, &timer, NULL));

    t = 1234567890;
    struct tm tm;
    gmtime_r(&t, &tm);
    char text[100];
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %A %b %B %j %U %w %y %Z %e %I %p %G-W%V %s", &tm);
    printf("%s\n%s", text, asctime(&tm));
    printf("%ld\n", (long)timegm(&tm));
    setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
    tzset();
    localtime_r(&t, &tm);
    printf("%d %d %d %s\n", tm.tm_hour, tm.tm_isdst, (int)tm.tm_gmtoff, tm.tm_zone);
    tm = (struct tm){.tm_year = 99, .tm_mon = 14, .tm_mday = 35, .tm_hour = 30, .tm_isdst = -1};
    printf("%ld ", (long)mktime(&tm));
    printf("%d-%d-%d\n", tm.tm_year, tm.tm_mon, tm.tm_mday);
    memset(&tm, 0, sizeof tm);
    HOLDS(strptime("2024-02-29 12:34:56", "%Y-%m-%d %H:%M:%S", &tm) != NULL);
    printf("%ld\n", (long)timegm(&tm));
    return 0;
}
