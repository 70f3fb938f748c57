/* Formatted output and input. */
#include <inttypes.h>
#include <locale.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

int main(void)
{
    printf("[%5d|%-5d|%05d|%+d|% d|%x|%#X|%o|%#o]\n", 42, 42, 42, 42, 42, 48879, 48879, 8, 8);
    printf("[%hhd|%hd|%ld|%lld|%zu|%td|%jd]\n", 300, 70000, -1L, -1LL, sizeof(int), (ptrdiff_t)-3, (intmax_t)1 << 62);
    printf("[%f|%e|%g|%G|%a|%.0f|%10.3f|%-10.2e|%+.3g]\n", 3.14159, 31415.9, 1e-10, 1e20, 1.0, 2.5, 2.71828, 12345.678, 0.0001);
    printf("[%s|%10s|%-10s|%.3s|%*.*s|%c|%%]\n", "abc", "abc", "abc", "abcdef", 8, 2, "xyz", 'q');
    printf("[%p|%p]\n", (void *)0, (void *)0x1234);
    printf("%2$s %1$s\n", "world", "hello");
    printf("%ls %lc\n", L"wide", (wint_t)L'w');
    int n1 = 0;
    printf("count%n", &n1);
    printf(" %d\n", n1);
    char buffer[16];
    int need = snprintf(buffer, sizeof buffer, "%d-%s", 12345, "a long string");
    printf("%d %s\n", need, buffer);

    int i = 0, x = 0, count;
    long l = 0;
    float f = 0;
    double d = 0;
    long double ld = 0;
    char word[20] = "", set[20] = "", c = 0;
    count = sscanf("  12 0x1f -77 3.5 2.25e2 1.125 hello abc123 Z", "%d %i %ld %f %lf %Lf %s %[a-z]%*d %c", &i, &x, &l, &f, &d, &ld, word, set, &c);
    printf("%d: %d %d %ld %g %g %Lg %s %s %c\n", count, i, x, l, f, d, ld, word, set, c);
    count = sscanf("abc", "%d", &i);
    printf("%d\n", count);
    count = sscanf("", "%d", &i);
    printf("%d\n", count);
    char *allocated = NULL;
    count = sscanf("token rest", "%ms", &allocated);
    printf("%d %s\n", count, allocated);
    int at = -1;
    sscanf("12:34", "%*d:%n", &at);
    printf("%d\n", at);
    wchar_t wide[32];
    swprintf(wide, 32, L"%d-%ls", 5, L"five");
    printf("%ls %zu\n", wide, wcslen(wide));
    int a, b, sum = 0;
    while (scanf("%d,%d", &a, &b) == 2)
        sum += a * b;
    printf("%d\n", sum);
    return 0;
}
/* stdin: 1,2 3,4\n5,6\n7,8 end */
