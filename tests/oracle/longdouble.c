/* The x87 unit: long double arithmetic, math functions, conversion and printing. */
#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    volatile long double xs[] = {0.0L, 1.0L, -2.5L, 0.1L, 1e4000L, 3e-4940L, 3.14159265358979323846264338327950288L, INFINITY, NAN};
    int count = sizeof xs / sizeof *xs;
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++) {
            long double a = xs[i], b = xs[j];
            printf("%La %La: %La %La %La %La %La %d%d\n", a, b, a + b, a - b, a * b, a / b, fmodl(a, b), a < b, a == b);
        }
    for (int i = 0; i < count; i++) {
        long double a = xs[i];
        printf("%.21Lg %.18Lg %.18Lg %.18Lg %.18Lg", a, sqrtl(a), sinl(a), expl(a), logl(fabsl(a)));
        printf(" %.18Lg %.18Lg %La %La\n", atan2l(a, 2.0L), powl(fabsl(a), 0.3L), floorl(a), rintl(a));
    }
    int exponent;
    printf("%La %d\n", frexpl(xs[6], &exponent), exponent);
    printf("%La %.30Lf\n", strtold("1.18973149535723176502e+4932", NULL), strtold("0.1", NULL));
    printf("%lld %llu %d\n", (long long)xs[2], (unsigned long long)(xs[6] * 1e18L), (int)xs[6]);
    printf("%a %a\n", (double)xs[3], (double)(float)xs[3]);
    long double complex z = (1.5L + 2.5L * I) * (0.5L - 1.0L * I) / (2.0L + 1.0L * I);
    double complex w = (1.5 + 2.5 * I) * (0.5 - 1.0 * I) / (2.0 + 1.0 * I);
    printf("%.15Lg %.15Lg %.15g %.15g\n", creall(z), cimagl(z), creal(w), cimag(w));
    printf("%.12g %.12g\n", creal(csqrt(w)), cimag(cexp(w)));
    return 0;
}
