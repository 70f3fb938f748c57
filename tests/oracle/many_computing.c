/* Ten processes compute at once with integers, floats, vectors and x87, preempted again and again: each result is right. */
#include "report.h"
#include <immintrin.h>
#include <math.h>
#include <stdint.h>

static uint64_t work(int id)
{
    uint64_t x = (uint64_t)id * 0x9e3779b97f4a7c15 + 1, sum = 0;
    double d = id + 0.5;
    long double l = id;
    __m128i v = _mm_set1_epi32(id + 1);
    static unsigned char block[5000];
    for (int i = 0; i < 60000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        d = d * 0.999 + sqrt((double)(x & 0xffff));
        l = l * 0.5L + (long double)(x & 0xff);
        v = _mm_add_epi32(_mm_slli_epi32(v, 1), _mm_xor_si128(v, _mm_set1_epi32((int)x)));
        block[x % sizeof block] += (unsigned char)i;
        if (i % 5000 == 0)
            memmove(block + 1, block, sizeof block - 1);
        sum += x ^ (uint64_t)_mm_cvtsi128_si32(v);
    }
    for (size_t i = 0; i < sizeof block; i++)
        sum = sum * 31 + block[i];
    return sum + (uint64_t)(d * 1000) + (uint64_t)(l * 1000);
}

int main(void)
{
    enum { COUNT = 10 };
    int fds[2];
    uint64_t results[COUNT][2] = {{0}};
    pipe(fds);
    for (int i = 0; i < COUNT; i++)
        if (fork() == 0) {
            uint64_t message[2] = {(uint64_t)i, 0};
            for (int round = 0; round < 8; round++)
                message[1] = message[1] * 7 + work(i);
            write(fds[1], message, sizeof message);
            _exit(0);
        }
    for (int i = 0; i < COUNT; i++) {
        uint64_t message[2];
        if (read(fds[0], message, sizeof message) == sizeof message && message[0] < COUNT)
            memcpy(results[message[0]], message, sizeof message);
    }
    for (int i = 0; i < COUNT; i++)
        printf("%llu %llx\n", (unsigned long long)results[i][0], (unsigned long long)results[i][1]);
    while (wait(NULL) > 0) {}
    return 0;
}
