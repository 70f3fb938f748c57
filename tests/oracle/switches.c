/* Switches: dense, sparse, large, negative, nested, 64-bit, fall-through, in loops. */
#include <stdio.h>

#define C1(n) case n: return (n) * 31 ^ 0x55;
#define C10(n) C1(n) C1(n + 1) C1(n + 2) C1(n + 3) C1(n + 4) C1(n + 5) C1(n + 6) C1(n + 7) C1(n + 8) C1(n + 9)
#define C100(n) C10(n) C10(n + 10) C10(n + 20) C10(n + 30) C10(n + 40) C10(n + 50) C10(n + 60) C10(n + 70) C10(n + 80) C10(n + 90)

__attribute__((noinline)) static int dense(int n) { switch (n) { C100(0) C100(100) C100(200) C10(300) default: return -1; } }

__attribute__((noinline)) static const char *names(int n)
{
    switch (n) {
    case -3: return "minus three";
    case -2: return "minus two";
    case -1: return "minus one";
    case 0: return "zero";
    case 1: return "one";
    case 2: return "two";
    case 3: return "three";
    case 5: return "five";
    case 1000: return "thousand";
    case 1001: return "thousand and one";
    case 1002: return "thousand and two";
    case 1003: return "thousand and three";
    case 1004: return "thousand and four";
    case 0x7fffffff: return "max";
    default: return "other";
    }
}

__attribute__((noinline)) static int fall(int n)
{
    int r = 0;
    switch (n) {
    case 0: r += 1; /* fall through */
    case 1: r += 2; /* fall through */
    case 2: r += 4; break;
    case 3: r += 8; /* fall through */
    case 4: r += 16; /* fall through */
    default: r += 32; /* fall through */
    case 6: r += 64;
    }
    return r;
}

__attribute__((noinline)) static int wide(unsigned long long n)
{
    switch (n) {
    case 0x100000000: return 1;
    case 0x100000001: return 2;
    case 0x100000002: return 3;
    case 0x100000003: return 4;
    case 0x100000004: return 5;
    case 0x100000005: return 6;
    case 0: return 7;
    case ~0ull: return 8;
    }
    return 0;
}

/* A machine with nested switches in a loop. */
static int machine(const char *program)
{
    int a = 0, b = 1;
    for (const char *p = program; *p; p++)
        switch (*p) {
        case '+': a += b; break;
        case '-': a -= b; break;
        case '*': a *= b; break;
        case 'x': a ^= b, b ^= a, a ^= b; break;
        case 'i': b++; break;
        case 'd': b--; break;
        case '?':
            switch (b & 7) {
            case 0: a = 1; break;
            case 1: a += 10; break;
            case 2: a -= 10; break;
            case 3: b = a; break;
            case 4: a = -a; break;
            case 5: continue;
            default: b = 3;
            }
            break;
        case 'q': return a;
        default: a = b = 0;
        }
    return a * 1000 + b;
}

int main(void)
{
    long total = 0;
    for (int i = -50; i < 400; i++)
        total = total * 7 + dense(i);
    printf("%ld %d %d\n", total, dense(0x7fffffff), dense(-0x7fffffff - 1));
    for (int i = -6; i < 8; i++)
        printf("%s, ", names(i));
    printf("%s %s %s\n", names(1003), names(1005), names(0x7fffffff));
    for (int i = -1; i < 9; i++)
        printf("%d ", fall(i));
    printf("\n%d%d%d%d%d\n", wide(0x100000000), wide(0x100000005), wide(0x100000006), wide(0), wide(~0ull));
    printf("%d %d %d\n", machine("++i*x?i?i?i?i?+d?x*-"), machine("ii+?zz+i?"), machine("+i+q"));
    return 0;
}
/* variants: -O0 | -O2 | -O3 -fno-omit-frame-pointer | -Os */
