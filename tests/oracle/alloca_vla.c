/* Dynamic stack: alloca, VLAs, alignment, both in loops and recursion, nested with calls that pass stack arguments. */
#include <alloca.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

__attribute__((noinline)) static long eat(long a, long b, long c, long d, long e, long f, long g, long h, char *p)
{
    return a + b + c + d + e + f + g * 2 + h * 3 + p[0];
}

static long with_alloca(int n)
{
    long total = 0;
    for (int i = 1; i <= n; i++) {
        char *p = alloca((size_t)i * 7);
        memset(p, i, (size_t)i * 7);
        total += eat(1, 2, 3, 4, 5, 6, i, i + 1, p) + p[i * 7 - 1];
    }
    return total;
}

static long with_vla(int n)
{
    long total = 0;
    for (int i = 1; i <= n; i++) {
        int v[i], w[i][3];
        for (int j = 0; j < i; j++)
            v[j] = j, w[j][j % 3] = j * i;
        total += v[i - 1] + w[i - 1][(i - 1) % 3] + (long)sizeof v + (long)sizeof w;
    }
    return total;
}

static long recurse(int depth)
{
    char *p = alloca((size_t)depth * 3 + 1);
    long v[depth + 1];
    p[depth * 3] = (char)depth;
    v[depth] = depth;
    long below = depth ? recurse(depth - 1) : 0;
    return below + p[depth * 3] + v[depth];
}

static int aligned(int n)
{
    int good = 1;
    for (int i = 1; i < n; i++) {
        _Alignas(64) char block[64];
        char *p = alloca((size_t)i);
        memset(block, i, sizeof block);
        *p = (char)i;
        good &= (uintptr_t)block % 64 == 0 && (uintptr_t)p % 16 == 0;
    }
    return good;
}

int main(int argc, char **argv)
{
    (void)argv;
    printf("%ld\n", with_alloca(50 * argc));
    printf("%ld\n", with_vla(60 * argc));
    printf("%ld\n", recurse(100 * argc));
    printf("%d\n", aligned(40 * argc));
    char huge[1000000 * argc];
    memset(huge, 7, sizeof huge);
    printf("%d %zu\n", huge[999999], sizeof huge);
    return 0;
}
/* variants: -O0 | -O2 | -O3 -fno-omit-frame-pointer | -Os */
