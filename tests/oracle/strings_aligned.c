/* String and memory functions over all alignments and many lengths, up against an unmapped page. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <wchar.h>

static unsigned long sum;
static void mix(long value) { sum = (sum ^ (unsigned long)value) * 0x100000001b3; }
static int sign(int n) { return (n > 0) - (n < 0); }
static void mix_bytes(const char *p, size_t n) { while (n--) mix(*p++); }

/* The last bytes before a page that faults. */
static char *edge(void)
{
    char *p = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(p + 8192, 4096, PROT_NONE);
    return p + 8192;
}

static void fill(char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (char)('a' + (i * 7 + n) % 23);
    p[n] = 0;
}

static void strings(char *s, char *t, size_t n)
{
    fill(s, n);
    memcpy(t, s, n + 1);
    mix((long)strlen(t));
    mix(strcmp(s, t) == 0);
    mix(memcmp(s, t, n + 1) == 0);
    mix(strchr(s, 'q') ? strchr(s, 'q') - s : -1);
    mix(strrchr(s, 'c') ? strrchr(s, 'c') - s : -1);
    mix(memchr(s, 'f', n) ? (char *)memchr(s, 'f', n) - s : -1);
    mix(memrchr(s, 'f', n) ? (char *)memrchr(s, 'f', n) - s : -1);
    mix((long)strnlen(s, n / 2));
    mix((long)strspn(s, "abcdefgh"));
    mix((long)strcspn(s, "xyz"));
    if (n) {
        t[n - 1] ^= 1;
        mix(sign(strcmp(s, t)));
        mix(sign(strncmp(s, t, n - 1)));
        mix(sign(memcmp(s, t, n)));
        mix(sign(strcasecmp(s, t)));
        memmove(s, s + 1, n);
        mix_bytes(s, n);
        memmove(t + n / 2, t, n - n / 2);
        mix_bytes(t, n);
        memset(s, (int)n, n);
        mix_bytes(s, n);
    }
}

int main(void)
{
    char *a = edge(), *b = edge();
    for (size_t n = 0; n < 140; n++)
        for (size_t skew = 0; skew < 16; skew++) {
            strings(a - n - 1, b - n - 1 - skew, n);
            strings(a - n - 1 - skew, b - n - 1, n);
        }
    printf("%lx\n", sum);
    for (size_t n = 140; n < 8000; n = n * 5 / 4 + 3)
        strings(a - n - 1, b - n - 1, n);
    printf("%lx\n", sum);
    char *big = malloc(3000000), *other = malloc(3000000);
    fill(big, 2999999);
    memcpy(other, big, 3000000);
    memmove(other + 1001, other, 2000000);
    memmove(other, other + 333, 2500000);
    memset(other + 12345, 'Z', 100001);
    mix_bytes(other, 3000000);
    printf("%lx\n", sum);

    char text[] = "one,two;;three", *save;
    for (char *p = strtok_r(text, ",;", &save); p; p = strtok_r(NULL, ",;", &save))
        printf("[%s]", p);
    char sep[] = "a::b:", *rest = sep, *p;
    while ((p = strsep(&rest, ":")))
        printf("<%s>", p);
    printf("\n%s %s\n", strstr("the needle in", "needle"), (char *)memmem("abcabd", 6, "abd", 3));
    printf("%s|%s\n", strerror(2), strsignal(11));
    char buffer[32];
    printf("%zu %s\n", strlcpy(buffer, "truncated string", 10), buffer);
    strncpy(buffer, "pad", 10);
    strcat(buffer, "+cat");
    strncat(buffer, "12345", 3);
    printf("%s %ld %ld\n", buffer, (long)(stpcpy(buffer, "stp") - buffer), (long)((char *)mempcpy(buffer, "abc", 3) - buffer));
    printf("%ld %lu %lld %g\n", strtol("-0x7fzz", &p, 0), strtoul("777", NULL, 8), strtoll("9999999999999999999", NULL, 10), strtod("1e5x", &p));
    printf("%s\n", p);
    for (int c = 0; c < 128; c++)
        mix(isalpha(c) != 0), mix(isdigit(c) != 0), mix(ispunct(c) != 0), mix(isspace(c) != 0), mix(toupper(c)), mix(iscntrl(c) != 0);
    wchar_t wide[64];
    wmemset(wide, L'w', 63);
    wide[63] = 0;
    mix((long)wcslen(wide));
    wcscpy(wide, L"wide text");
    printf("%lx %ls %d\n", sum, wcsstr(wide, L"te"), sign(wcscmp(wide, L"wide")));
    return 0;
}
