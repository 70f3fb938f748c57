/* Prints what fenv.h does: rounding modes, exception flags, saving and restoring, in SSE and x87. */
#include <fenv.h>
#include <math.h>
#include <stdio.h>

static volatile double one = 1, three = 3, zero = 0, huge = 1e308;
static volatile long double long_one = 1, long_three = 3, long_zero = 0;

static void show(const char *what)
{
	printf("%s: round %x flags %x; 1/3 %.20a %.20La, nearby %g %g\n", what, fegetround(), fetestexcept(FE_ALL_EXCEPT),
	       one / three, long_one / long_three, nearbyint(2.5), rint(-2.5));
}

int main(void)
{
	static const int modes[] = { FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO };
	fenv_t saved;
	show("start");
	for (int i = 0; i < 4; i++) {
		printf("%d ", fesetround(modes[i]));
		show("mode");
	}
	printf("bad mode %d\n", fesetround(0x123));
	printf("%d\n", feclearexcept(FE_ALL_EXCEPT));
	printf("none %x\n", fetestexcept(FE_ALL_EXCEPT));
	volatile double a = one / zero;
	printf("divided by zero %x\n", fetestexcept(FE_ALL_EXCEPT & ~FE_INEXACT));
	feclearexcept(FE_ALL_EXCEPT);
	volatile long double b = long_one / long_zero;
	printf("x87 divided by zero %x\n", fetestexcept(FE_DIVBYZERO | FE_INVALID));
	feclearexcept(FE_DIVBYZERO);
	a = huge * huge;
	a = zero / zero;
	printf("overflow and invalid %x\n", fetestexcept(FE_ALL_EXCEPT & ~FE_INEXACT));
	feholdexcept(&saved);
	printf("held %x\n", fetestexcept(FE_ALL_EXCEPT));
	feraiseexcept(FE_UNDERFLOW);
	feupdateenv(&saved);
	printf("updated %x\n", fetestexcept(FE_ALL_EXCEPT & ~FE_INEXACT));
	fesetenv(FE_DFL_ENV);
	show("default");
	printf("%g %Lg %ld %ld %g\n", a, b, lrint(2.5), lrintl(3.5L), fmod(1e18, 7));
	return 0;
}
