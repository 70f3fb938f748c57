/* float, double: arithmetic, conversion, comparison with NaN, math functions, rounding modes, exception flags. */
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

static volatile double samples[] = {0.0, -0.0, 1.0, -1.5, 0.1, 1e300, -1e-300, 5e-324, DBL_MAX, INFINITY, -INFINITY, NAN, 3.14159265358979, 1e15 + 0.5};

#define COUNT (sizeof samples / sizeof *samples)

static void unary(double x)
{
    printf("%a: %a %a %a %a %a", x, sqrt(x), floor(x), ceil(x), rint(x), trunc(x));
    printf(" %.15g %.15g %.15g %.15g", sin(x), cos(x), exp(x), log(x));
    printf(" %.15g %.15g %.15g", tanh(x), cbrt(x), atan(x));
    printf(" %d %d %d", fpclassify(x), !!signbit(x), ilogb(x));
    printf(" %a %a\n", (float)x, (double)sqrtf((float)x));
}

static void binary(double x, double y)
{
    printf("%a %a: %a %a %a %a", x, y, x + y, x - y, x * y, x / y);
    printf(" %a %a %a %a", fmod(x, y), fmax(x, y), hypot(x, y), nextafter(x, y));
    printf(" %d%d%d%d%d", x < y, x <= y, x == y, x > y, isunordered(x, y));
    printf(" %a %a\n", fma(x, y, 1.0), (double)((float)x * (float)y));
}

int main(void)
{
    for (unsigned i = 0; i < COUNT; i++) {
        unary(samples[i]);
        for (unsigned j = 0; j < COUNT; j++)
            binary(samples[i], samples[j]);
    }
    static const int modes[] = {FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO};
    for (int i = 0; i < 4; i++) {
        volatile double third = 1.0, three = 3.0;
        volatile float tenth = 1.0f;
        printf("set %d get %d: ", fesetround(modes[i]), fegetround() == modes[i]);
        volatile double quotient = third / three;
        volatile long double wide = (long double)third / (long double)three;
        printf("%a %a %La %g %ld\n", quotient, -quotient, wide, tenth / 10, lrint(2.5));
    }
    fesetround(FE_TONEAREST);
    feclearexcept(FE_ALL_EXCEPT);
    volatile double zero = 0, big = DBL_MAX;
    volatile double r = 1 / zero;
    printf("%g divbyzero %d\n", r, fetestexcept(FE_ALL_EXCEPT) == FE_DIVBYZERO);
    r = big * big;
    printf("%g overflow %d\n", r, !!fetestexcept(FE_OVERFLOW));
    r = zero / zero;
    printf("invalid %d\n", !!fetestexcept(FE_INVALID));
    printf("%lld %llu %d %u\n", (long long)-1e18, (unsigned long long)1.8e19, (int)-1.99, (unsigned)4e9);
    return 0;
}
