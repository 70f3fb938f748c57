/* 128-bit integers: multiplication, division (libgcc), shifts, comparison, conversion. */
#include <stdint.h>
#include <stdio.h>

typedef unsigned __int128 u128;
typedef __int128 s128;

static void print_u128(u128 value)
{
    char digits[48];
    int at = sizeof digits;
    digits[--at] = 0;
    do
        digits[--at] = '0' + (int)(value % 10);
    while (value /= 10);
    printf("%s ", digits + at);
}

int main(void)
{
    volatile uint64_t parts[] = {0, 1, 10, 0xffffffff, 0x100000000, UINT64_MAX, 0x8000000000000000, 1000000007};
    int count = sizeof parts / sizeof *parts;
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++) {
            u128 a = (u128)parts[i] << 64 | parts[j], b = (u128)parts[j] << 32 | parts[i];
            print_u128(a + b);
            print_u128(a * b);
            if (b) {
                print_u128(a / b);
                print_u128(a % b);
                s128 q = (s128)a / (s128)b, r = (s128)a % (s128)b;
                printf("%llx %llx ", (unsigned long long)q, (unsigned long long)r);
            }
            print_u128(a >> (j * 17));
            print_u128(a << (i * 13));
            printf("%d %d %.17g %.17g\n", a < b, (s128)a < (s128)b, (double)a, (double)(s128)a);
        }
    u128 fib = 1, last = 0;
    for (int i = 0; i < 180; i++) {
        u128 next = fib + last;
        last = fib;
        fib = next;
    }
    print_u128(fib);
    printf("\n%llu\n", (unsigned long long)(u128)1e25);
    return 0;
}
