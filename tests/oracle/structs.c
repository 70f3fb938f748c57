/* Structures of all classes of the ABI passed and returned by value, bit fields, unions, compound literals. */
#include <stdio.h>
#include <string.h>

struct one { char c; };
struct pair { int a, b; };
struct mixed { double d; long l; };
struct floats { float x, y, z; };
struct big { long v[5]; };
struct packed { char c; int i; short s; } __attribute__((packed));
struct bits { unsigned a : 3; int b : 5; unsigned long c : 40; unsigned : 0; unsigned d : 1; };
struct wide { long double ld; char tail; };
struct aligned { char c; int v __attribute__((aligned(32))); };
union any { int i; float f; char s[8]; };

#define NOINLINE __attribute__((noinline))

NOINLINE struct one f_one(struct one a) { a.c++; return a; }
NOINLINE struct pair f_pair(struct pair a, struct pair b) { return (struct pair){a.a + b.b, a.b * b.a}; }
NOINLINE struct mixed f_mixed(struct mixed a, int n) { a.d *= n; a.l -= n; return a; }
NOINLINE struct floats f_floats(struct floats a, struct floats b) { return (struct floats){a.x + b.z, a.y * b.y, a.z - b.x}; }
NOINLINE struct big f_big(struct big a, struct big b, int k) { for (int i = 0; i < 5; i++) a.v[i] += b.v[4 - i] * k; return a; }
NOINLINE struct packed f_packed(struct packed p) { p.i += p.c; p.s ^= 0x55; return p; }
NOINLINE struct wide f_wide(struct wide w, long double f) { w.ld *= f; w.tail++; return w; }
NOINLINE union any f_any(union any u) { u.s[0] ^= 1; return u; }
NOINLINE long many(int a, long b, char c, short d, unsigned e, long f, struct pair g, double h, struct big i, int j, float k, struct mixed l, long m)
{
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g.a * 7 + g.b * 8 + (long)h * 9 + i.v[3] * 10 + j * 11 + (long)k * 12 + l.l * 13 + m * 14;
}

int main(void)
{
    printf("%d\n", f_one((struct one){'a'}).c);
    struct pair p = f_pair((struct pair){1, 2}, (struct pair){3, 4});
    printf("%d %d\n", p.a, p.b);
    struct mixed m = f_mixed((struct mixed){1.5, 100}, 3);
    printf("%g %ld\n", m.d, m.l);
    struct floats f = f_floats((struct floats){1, 2, 3}, (struct floats){4, 5, 6});
    printf("%g %g %g\n", f.x, f.y, f.z);
    struct big b = f_big((struct big){{1, 2, 3, 4, 5}}, (struct big){{10, 20, 30, 40, 50}}, 2);
    printf("%ld %ld %ld %ld %ld\n", b.v[0], b.v[1], b.v[2], b.v[3], b.v[4]);
    struct packed k = f_packed((struct packed){5, 1000000, 77});
    printf("%d %d %d %zu\n", k.c, k.i, k.s, sizeof k);
    struct wide w = f_wide((struct wide){2.5L, 'x'}, 3.0L);
    printf("%Lg %c\n", w.ld, w.tail);
    printf("%d\n", f_any((union any){.i = 41}).i);
    printf("%ld\n", many(1, 2, 3, 4, 5, 6, p, 7.9, b, 8, 9.9f, m, 10));
    struct bits bits = {.a = 9, .b = -3, .c = 0x123456789a, .d = 1};
    bits.c += bits.b;
    printf("%u %d %lx %u %zu\n", bits.a, bits.b, (unsigned long)bits.c, bits.d, sizeof bits);
    struct aligned al = {1, 2};
    printf("%zu %d\n", (size_t)&al.v % 32, al.v);
    struct big copy[3] = {b, b, b};
    copy[1] = f_big(copy[0], copy[2], -1);
    printf("%d %ld\n", memcmp(&copy[0], &b, sizeof b), copy[1].v[2]);
    return 0;
}
/* variants: -O0 | -O2 | -O3 -fno-omit-frame-pointer | -Os */
