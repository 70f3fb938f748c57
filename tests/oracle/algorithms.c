/* Whole algorithms, at every optimisation level: SHA-256, CRC, matrix product, sieve, LZ, big numbers, hash map, Mandelbrot. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t rotr(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void sha256(const unsigned char *data, size_t size, uint32_t h[8])
{
    static uint32_t k[64];
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    if (!k[0])
        for (int i = 0, p = 2; i < 64; p++) {
            int prime = 1;
            for (int d = 2; d * d <= p; d++)
                prime &= p % d != 0;
            if (prime) {
                double lo = 1, hi = 8;
                for (int s = 0; s < 100; s++) {
                    double mid = (lo + hi) / 2;
                    if (mid * mid * mid < p) lo = mid; else hi = mid;
                }
                k[i++] = (uint32_t)(uint64_t)((lo - (int)lo) * 4294967296.0);
            }
        }
    memcpy(h, start, sizeof start);
    size_t total = (size + 9 + 63) / 64 * 64;
    unsigned char *m = calloc(1, total);
    memcpy(m, data, size);
    m[size] = 0x80;
    for (int i = 0; i < 8; i++)
        m[total - 1 - i] = (unsigned char)(size * 8 >> (8 * i));
    for (size_t at = 0; at < total; at += 64) {
        uint32_t w[64], v[8];
        for (int i = 0; i < 16; i++)
            w[i] = (uint32_t)m[at + i * 4] << 24 | (uint32_t)m[at + i * 4 + 1] << 16 | (uint32_t)m[at + i * 4 + 2] << 8 | m[at + i * 4 + 3];
        for (int i = 16; i < 64; i++)
            w[i] = w[i - 16] + (rotr(w[i - 15], 7) ^ rotr(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] + (rotr(w[i - 2], 17) ^ rotr(w[i - 2], 19) ^ w[i - 2] >> 10);
        memcpy(v, h, sizeof v);
        for (int i = 0; i < 64; i++) {
            uint32_t a = v[7] + (rotr(v[4], 6) ^ rotr(v[4], 11) ^ rotr(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
            uint32_t b = (rotr(v[0], 2) ^ rotr(v[0], 13) ^ rotr(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            memmove(v + 1, v, 7 * sizeof *v);
            v[4] += a;
            v[0] = a + b;
        }
        for (int i = 0; i < 8; i++)
            h[i] += v[i];
    }
    free(m);
}

static uint32_t crc(const unsigned char *p, size_t n)
{
    uint32_t c = ~0u;
    while (n--)
        for (int k = (c ^= *p++, 0); k < 8; k++)
            c = c & 1 ? c >> 1 ^ 0xedb88320 : c >> 1;
    return ~c;
}

static double matrix(void)
{
    enum { N = 60 };
    static double a[N][N], b[N][N], c[N][N];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            a[i][j] = i + j % 7, b[i][j] = (i * j) % 11 - 5;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            for (int k = 0; k < N; k++)
                c[i][j] += a[i][k] * b[k][j];
    return c[3][5] + c[N - 1][N - 1];
}

static int sieve(int n)
{
    char *composite = calloc(1, (size_t)n + 1);
    int count = 0;
    for (int i = 2; i <= n; i++)
        if (!composite[i]) {
            count++;
            for (long j = (long)i * i; j <= n; j += i)
                composite[j] = 1;
        }
    free(composite);
    return count;
}

static size_t compress(const unsigned char *in, size_t n, unsigned char *out)
{
    int table[4096];
    size_t o = 0;
    memset(table, -1, sizeof table);
    for (size_t i = 0; i < n;) {
        unsigned h = i + 3 < n ? (in[i] * 2654435761u ^ in[i + 1] * 40503u ^ in[i + 2]) >> 4 & 4095 : 0;
        int back = i + 3 < n ? table[h] : -1;
        size_t length = 0;
        while (back >= 0 && length < 255 && i + length < n && in[back + length] == in[i + length])
            length++;
        if (i + 3 < n)
            table[h] = (int)i;
        if (length >= 4) {
            out[o++] = 1, out[o++] = (unsigned char)length, out[o++] = (unsigned char)(i - back), out[o++] = (unsigned char)((i - back) >> 8);
            i += length;
        } else
            out[o++] = 0, out[o++] = in[i++];
    }
    return o;
}

static void factorial(int n)
{
    uint32_t digits[200] = {1};
    int used = 1;
    for (int i = 2; i <= n; i++) {
        uint64_t carry = 0;
        for (int k = 0; k < used || carry; k++) {
            if (k == used)
                used++;
            carry += (uint64_t)digits[k] * (unsigned)i;
            digits[k] = (uint32_t)(carry % 1000000000);
            carry /= 1000000000;
        }
    }
    printf("%u", digits[used - 1]);
    for (int k = used - 2; k >= 0; k--)
        printf("%09u", digits[k]);
    printf("\n");
}

static int mandelbrot(void)
{
    int total = 0;
    for (int y = 0; y < 40; y++)
        for (int x = 0; x < 60; x++) {
            double a = 0, b = 0, t;
            int n = 0;
            while (n < 200 && a * a + b * b < 4)
                t = a * a - b * b + x / 20.0 - 2, b = 2 * a * b + y / 20.0 - 1, a = t, n++;
            total += n;
        }
    return total;
}

int main(void)
{
    static unsigned char data[100000], out[200000];
    unsigned seed = 1;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i % 50 < 40 ? i % 50 + i / 5000 : (seed = seed * 1103515245 + 12345) >> 24);
    uint32_t h[8];
    sha256(data, sizeof data, h);
    for (int i = 0; i < 8; i++)
        printf("%08x", h[i]);
    printf("\n%08x %g %d\n", crc(data, sizeof data), matrix(), sieve(100000));
    size_t n = compress(data, sizeof data, out);
    printf("%zu %08x\n", n, crc(out, n));
    factorial(300);
    printf("%d\n", mandelbrot());
    return 0;
}
/* variants: -O0 | -O1 | -O2 | -O3 | -Os | -O2 -fomit-frame-pointer -funroll-loops | -O1 -fno-omit-frame-pointer | -Og -g */
