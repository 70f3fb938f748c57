/* AVX2, FMA, BMI and F16C instructions, chosen when the CPU has them, as libraries do; the results agree without. */
#include <immintrin.h>
#include <stdio.h>

#define COUNT 1003

static float a[COUNT + 16], b[COUNT + 16];
static int n[COUNT + 16];

__attribute__((target("avx2,fma"))) static double sums_avx2(void)
{
    double total = 0;
    for (int i = 0; i < COUNT; i++)
        total += (double)a[i] * b[i] + n[i];
    __m256i s = _mm256_setzero_si256();
    for (int i = 0; i + 8 <= COUNT; i += 8)
        s = _mm256_add_epi32(s, _mm256_permutevar8x32_epi32(_mm256_loadu_si256((__m256i *)(n + i)), _mm256_set_epi32(0, 1, 2, 3, 4, 5, 6, 7)));
    int lanes[8], sum = 0;
    _mm256_storeu_si256((__m256i *)lanes, s);
    for (int i = 0; i < 8; i++)
        sum += lanes[i];
    __m256 f = _mm256_maskload_ps(a, _mm256_set_epi32(0, -1, 0, -1, 0, -1, 0, -1));
    return total + sum + _mm256_cvtss_f32(f);
}

static double sums_plain(void)
{
    double total = 0;
    int sum = 0;
    for (int i = 0; i < COUNT; i++)
        total += (double)a[i] * b[i] + n[i];
    for (int i = 0; i < COUNT / 8 * 8; i++)
        sum += n[i];
    return total + sum + a[0];
}

__attribute__((target("bmi,bmi2,lzcnt"))) static unsigned long bits_bmi(unsigned long x)
{
    return _pdep_u64(x, 0xf0f0f0f0f0f0f0f0) ^ _pext_u64(x, 0x123456789abcdef0) ^ _lzcnt_u64(x) ^ _blsr_u64(x) ^ _andn_u64(x, 0xff) ^ _bzhi_u64(x, 23);
}

static unsigned long bits_plain(unsigned long x)
{
    unsigned long deposited = 0, extracted = 0;
    int k = 0;
    for (int i = 0; i < 64; i++)
        if (0xf0f0f0f0f0f0f0f0 >> i & 1)
            deposited |= (x >> k++ & 1) << i;
    k = 0;
    for (int i = 0; i < 64; i++)
        if (0x123456789abcdef0 >> i & 1)
            extracted |= (x >> i & 1) << k++;
    return deposited ^ extracted ^ (unsigned long)__builtin_clzl(x) ^ (x & (x - 1)) ^ (~x & 0xff) ^ (x & 0x7fffff);
}

int main(void)
{
    for (int i = 0; i < COUNT; i++)
        a[i] = (float)(i % 17), b[i] = (float)(i % 5) - 2, n[i] = i * 3;
    __builtin_cpu_init();
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    int bmi = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    printf("%g\n", avx2 ? sums_avx2() : sums_plain());
    for (unsigned long x = 1; x && x < 1ul << 60; x = x * 37 + 11)
        printf("%lx ", bmi ? bits_bmi(x) : bits_plain(x));
    printf("\n");
    return 0;
}
