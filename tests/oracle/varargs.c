/* Variable arguments: all classes, more than fit registers, va_copy, forwarding, a va_list in a structure. */
#include <stdarg.h>
#include <stdio.h>

struct pair { long a, b; };
struct big { long v[4]; };

__attribute__((noinline)) static double sum(const char *kinds, ...)
{
    va_list ap, again;
    double total = 0;
    va_start(ap, kinds);
    va_copy(again, ap);
    for (int pass = 0; pass < 2; pass++)
        for (const char *k = kinds; *k; k++) {
            va_list *from = pass ? &again : &ap;
            switch (*k) {
            case 'i': total += va_arg(*from, int); break;
            case 'l': total += (double)va_arg(*from, long); break;
            case 'd': total += va_arg(*from, double); break;
            case 'L': total += (double)va_arg(*from, long double); break;
            case 's': total += va_arg(*from, const char *)[0]; break;
            case 'p': { struct pair p = va_arg(*from, struct pair); total += (double)(p.a - p.b); break; }
            case 'b': { struct big b = va_arg(*from, struct big); total += (double)b.v[3]; break; }
            }
        }
    va_end(again);
    va_end(ap);
    return total;
}

static int forward(char *out, size_t size, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(out, size, format, ap);
    va_end(ap);
    return n;
}

struct cursor { va_list ap; };

static int next(struct cursor *cursor) { return va_arg(cursor->ap, int); }

static int through_struct(int count, ...)
{
    struct cursor cursor;
    va_start(cursor.ap, count);
    int total = 0;
    while (count--)
        total = total * 10 + next(&cursor);
    va_end(cursor.ap);
    return total;
}

int main(void)
{
    printf("%g\n", sum("ild", 1, 2L, 3.5));
    printf("%g\n", sum("iiiiiiiiii", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    printf("%g\n", sum("dddddddddddd", 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12.));
    printf("%g\n", sum("iLsipbdLl", 1, 2.5L, "A", 4, (struct pair){9, 3}, (struct big){{1, 2, 3, 4}}, 0.5, 1e10L, 7L));
    char out[64];
    int n = forward(out, sizeof out, "%d %s %g %c %ld %Lg", 1, "two", 3.0, '4', 5L, 6.0L);
    printf("%d %s\n", n, out);
    printf("%d\n", through_struct(9, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    return 0;
}
/* variants: -O0 | -O2 | -O3 -fno-omit-frame-pointer | -Os */
