/* Large allocations: malloc in many sizes, realloc keeps contents, calloc is zero, 500 MB touched sparsely, failures. */
#include "report.h"
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>

static unsigned seed = 12345;
static unsigned next(void) { return (seed = seed * 1103515245 + 12345) >> 8; }

int main(void)
{
    enum { SLOTS = 500 };
    unsigned char *p[SLOTS] = {0};
    size_t size[SLOTS] = {0};
    int good = 1;
    for (int round = 0; round < 20000; round++) {
        unsigned i = next() % SLOTS;
        for (size_t k = 0; k < size[i]; k += 97)
            good &= p[i][k] == (unsigned char)(i + k);
        size_t want = next() % 16 ? next() % 600 : next() % 60000;
        if (next() & 1) {
            free(p[i]);
            p[i] = malloc(want);
        } else {
            size_t kept = size[i] < want ? size[i] : want;
            p[i] = realloc(p[i], want ? want : 1);
            for (size_t k = 0; k < kept; k += 97)
                good &= p[i][k] == (unsigned char)(i + k);
        }
        size[i] = want;
        for (size_t k = 0; k < want; k += 97)
            p[i][k] = (unsigned char)(i + k);
    }
    HOLDS(good);
    for (int i = 0; i < SLOTS; i++)
        free(p[i]);
    for (int i = 0; i < 50; i++) {
        unsigned char *z = calloc(1000, (size_t)i + 1);
        for (int k = 0; k < 1000 * (i + 1); k++)
            good &= z[k] == 0;
        memset(z, 0xff, (size_t)1000 * ((size_t)i + 1));
        free(z);
    }
    HOLDS(good);
    unsigned char *big = malloc(500u << 20);
    HOLDS(big != NULL);
    for (size_t i = 0; i < 500u << 20; i += 5 << 20)
        big[i] = (unsigned char)(i >> 20);
    for (size_t i = 0; i < 500u << 20; i += 5 << 20)
        good &= big[i] == (unsigned char)(i >> 20) && big[i + 4096] == 0;
    HOLDS(good);
    free(big);
    HOLDS(malloc(SIZE_MAX / 2) == NULL && errno == ENOMEM);
    HOLDS(calloc(SIZE_MAX / 2, 4) == NULL);
    void *aligned = aligned_alloc(4096, 8192);
    HOLDS(((uintptr_t)aligned & 4095) == 0);
    void *memalign_result;
    HOLDS(posix_memalign(&memalign_result, 64, 100) == 0 && ((uintptr_t)memalign_result & 63) == 0);
    HOLDS(posix_memalign(&memalign_result, 3, 100) == EINVAL);
    char *text = malloc(10);
    strcpy(text, "grows");
    for (size_t n = 10; n < 10000000; n = n * 3)
        text = realloc(text, n);
    printf("%s\n", text);
    return 0;
}
