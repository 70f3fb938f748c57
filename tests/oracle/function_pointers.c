/* Indirect calls: tables, callbacks, returned pointers, pointers in structures, weak and aliased functions, constructors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*operation)(int, int);
static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int mul(int a, int b) { return a * b; }
static operation table[] = {add, sub, mul};

static operation pick(const char *name) { return !strcmp(name, "add") ? add : !strcmp(name, "sub") ? sub : mul; }

struct shape { const char *name; double (*area)(const struct shape *); double a, b; };
static double square(const struct shape *s) { return s->a * s->a; }
static double rectangle(const struct shape *s) { return s->a * s->b; }

static int by_value(const void *a, const void *b) { return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b); }
static int by_digit(const void *a, const void *b)
{
    int x = *(const int *)a % 10, y = *(const int *)b % 10;
    return x != y ? x - y : by_value(a, b);
}

static int early;
__attribute__((constructor)) static void construct(void) { early = 41; }
__attribute__((destructor)) static void destruct(void) { printf("destructor\n"); }
static void at_exit_one(void) { printf("atexit one\n"); }
static void at_exit_two(void) { printf("atexit two\n"); }

int weak_function(void) __attribute__((weak));
int defined_weak(void) __attribute__((weak));
int defined_weak(void) { return 7; }
static int original(int n) { return n * 3; }
int aliased(int) __attribute__((alias("original")));

/* Many arguments through a pointer: some lie on the stack. */
typedef long (*wide)(long, long, long, long, long, long, long, long, double);
static long weigh(long a, long b, long c, long d, long e, long f, long g, long h, double x) { return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + (long)x; }
static volatile wide pointer = weigh;

int main(void)
{
    for (int i = 0; i < 3; i++)
        printf("%d ", table[i](20, 3));
    printf("%d %d\n", pick("sub")(1, 2), pick("?")(6, 7));
    struct shape shapes[] = {{"square", square, 3, 0}, {"rectangle", rectangle, 3, 4}};
    for (int i = 0; i < 2; i++)
        printf("%s %g\n", shapes[i].name, shapes[i].area(&shapes[i]));
    int values[50];
    unsigned seed = 1;
    for (int i = 0; i < 50; i++)
        values[i] = (int)((seed = seed * 1103515245 + 12345) >> 16) % 1000;
    qsort(values, 50, sizeof *values, by_digit);
    for (int i = 0; i < 50; i++)
        printf("%d ", values[i]);
    qsort(values, 50, sizeof *values, by_value);
    int key = values[30];
    printf("\n%d\n", *(int *)bsearch(&key, values, 50, sizeof *values, by_value));
    printf("%d %d %d %d\n", early, weak_function ? 1 : 0, defined_weak(), aliased(5));
    printf("%ld\n", pointer(1, 2, 3, 4, 5, 6, 7, 8, 9.5));
    atexit(at_exit_one);
    atexit(at_exit_two);
    return 3;
}
