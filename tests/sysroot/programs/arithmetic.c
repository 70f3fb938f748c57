/* Prints results of libgcc's routines: 128-bit integers, conversions, complex numbers, powers, bit counts; and of libm. */
#include <complex.h>
#include <math.h>
#include <stdio.h>

typedef __int128 wide;
typedef unsigned __int128 unsigned_wide;

static unsigned long long state = 88172645463325252ull;

static unsigned long long random64(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

static unsigned_wide random_wide(void)
{
	unsigned_wide value = (unsigned_wide)random64() << 64 | random64();
	value >>= random64() % 127;
	return random64() & 1 ? -value : value;
}

static void show(const char *what, unsigned_wide value)
{
	printf("%s %016llx%016llx\n", what, (unsigned long long)(value >> 64), (unsigned long long)value);
}

static void integers(unsigned_wide a, unsigned_wide b)
{
	wide product;
	show("unsigned /", a / b);
	show("unsigned %", a % b);
	show("signed /", (wide)a / (wide)b);
	show("signed %", (wide)a % (wide)b);
	printf("overflow %d\n", __builtin_mul_overflow((wide)a, (wide)b, &product));
	show("product", product);
	printf("%d %d %d %d\n", __builtin_popcountll(a), __builtin_parityll(b), __builtin_clrsbll(a), __builtin_ffsll(b));
}

static void conversions(unsigned_wide a)
{
	printf("%a %a %La\n", (double)(wide)a, (float)(wide)a, (long double)(wide)a);
	printf("%a %a %La\n", (double)a, (float)a, (long double)a);
	show("from double", (wide)(double)((wide)a >> 1));
	show("from long double", (unsigned_wide)(long double)(a >> 2));
	show("from float", (wide)(float)((wide)a >> 3));
}

static void numbers(unsigned_wide a, unsigned_wide b)
{
	double complex x = CMPLX((double)(wide)a, (double)(wide)b), y = CMPLX(random64() % 1000, random64() % 77 + 1);
	double complex product = x * y, quotient = x / y;
	long double complex precise = (long double complex)x * y / (y + 1);
	printf("%a %a %a %a\n", creal(product), cimag(product), creal(quotient), cimag(quotient));
	printf("%La %La\n", creall(precise), cimagl(precise));
	printf("%a\n", __builtin_powi(1.0 + random64() % 100 / 50.0, (int)(random64() % 40) - 20));
	double z = (double)(random64() % 100000) / 777;
	printf("%a %a %a %a %a %a\n", sin(z), exp(z / 10), log(z + 1), pow(z, 1.7), tgamma(z / 20 + 1), cbrt(z));
	printf("%La %La %La %La\n", sinl(z), expl(z / 10), logl(z + 1), fmodl(z * 1e10L, 3));
}

int main(void)
{
	for (int i = 0; i < 400; i++) {
		unsigned_wide a = random_wide(), b = random_wide();
		integers(a, b ? b : 1);
		conversions(a);
		numbers(a, b);
	}
	return 0;
}
