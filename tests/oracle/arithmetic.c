/* Integer arithmetic of every width: wrap, shifts, division signs, rotates, bit counts, overflow builtins. */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>

static volatile int64_t values[] = {0, 1, -1, 2, 7, -7, 255, 256, -256, 65535, INT_MAX, INT_MIN, INT64_MAX, INT64_MIN, 0x123456789abcdef};

#define COUNT (sizeof values / sizeof *values)

static void one_pair(int64_t a, int64_t b)
{
    uint64_t ua = a, ub = b;
    printf("%lld %lld:", (long long)a, (long long)b);
    printf(" %llu %llu %llu", (unsigned long long)(ua + ub), (unsigned long long)(ua - ub), (unsigned long long)(ua * ub));
    if (b != 0 && !(a == INT64_MIN && b == -1))
        printf(" %lld %lld", (long long)(a / b), (long long)(a % b));
    if (b != 0)
        printf(" %llu %llu", (unsigned long long)(ua / ub), (unsigned long long)(ua % ub));
    if ((int32_t)b != 0 && !((int32_t)a == INT_MIN && (int32_t)b == -1))
        printf(" %d %d", (int32_t)a / (int32_t)b, (int32_t)a % (int32_t)b);
    if ((int8_t)b != 0)
        printf(" %d %u", (int8_t)a / (int8_t)b, (uint16_t)a / (unsigned)(uint8_t)b);
    printf(" %llx %llx", (unsigned long long)(ua << (ub & 63)), (unsigned long long)(ua >> (ub & 63)));
    printf(" %llx", (unsigned long long)(a >> (ub & 63)));
    printf(" %x", (uint32_t)((uint32_t)a << (ub & 31) | (uint32_t)a >> (-ub & 31)));
    printf(" %x", (uint16_t)((uint16_t)a << (ub & 15) | (uint16_t)a >> (-ub & 15)));
    int64_t sum;
    int32_t product;
    printf(" %d %d\n", __builtin_add_overflow(a, b, &sum), __builtin_mul_overflow((int32_t)a, (int32_t)b, &product));
}

int main(void)
{
    for (unsigned i = 0; i < COUNT; i++)
        for (unsigned j = 0; j < COUNT; j++)
            one_pair(values[i], values[j]);
    for (unsigned i = 0; i < COUNT; i++) {
        uint64_t v = values[i];
        printf("%llx: %d %d %llx %x %x", (unsigned long long)v, __builtin_popcountll(v), __builtin_parityll(v),
               (unsigned long long)__builtin_bswap64(v), __builtin_bswap32((uint32_t)v), __builtin_bswap16((uint16_t)v));
        if (v)
            printf(" %d %d", __builtin_clzll(v), __builtin_ctzll(v));
        printf(" %d %d\n", (int)(int8_t)v, (int)(int16_t)v);
    }
    return 0;
}
