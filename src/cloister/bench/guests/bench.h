/* What every benchmark program shares: a clock, the median of several batches, one number on stdout. */
#ifndef CLOISTER_BENCH_H
#define CLOISTER_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* argv[index] as a count; without it, `otherwise`. */
static inline long argument(int argc, char **argv, int index, long otherwise)
{
    return argc > index ? strtol(argv[index], NULL, 10) : otherwise;
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static inline double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare_doubles);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* The median time in ns of one of the `count` operations that `batch` does, over BATCHES batches after a warm-up.
 * A batch should last less than a scheduler's time slice: then other work on the machine does not reach the median. */
#define BATCHES 101
static inline double batch_ns(void (*batch)(long), long count)
{
    double times[BATCHES];
    batch(count);
    for (int i = 0; i < BATCHES; i++) {
        double start = now_ns();
        batch(count);
        times[i] = (now_ns() - start) / (double)count;
    }
    return median(times, BATCHES);
}

static inline void report(double number)
{
    printf("%.3f\n", number);
}

static inline void fail(const char *what)
{
    perror(what);
    exit(1);
}

#endif
