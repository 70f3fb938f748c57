/* What GCC makes of many kinds of C: built at every level, instrumented, linked, verified. Never run. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

volatile int sink;
static __thread int thread_counter;
static int (*hooks[4])(int);
static float floats[256];
static double doubles[256];
static int ints[256];
static short shorts[256];
static unsigned char bytes[256];
static char text[300];

struct big {
    long words[40];
};

void *memcpy(void *to, const void *from, size_t size)
{
    char *target = to;
    const char *source = from;
    while (size--)
        *target++ = *source++;
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    char *target = to;
    while (size--)
        *target++ = (char)byte;
    return to;
}

int dense_switch(int key, int value)
{
    switch (key) {
    case 0: return value + 1;
    case 1: return value * 3;
    case 2: return value ^ 5;
    case 3: return value >> 2;
    case 4: return value - 7;
    case 5: return value | 9;
    case 6: return -value;
    case 7: return value & 3;
    case 8: return value * value;
    case 9: return sink;
    default: return 0;
    }
}

int interpreter(const unsigned char *code, int value)
{
    static const void *const labels[] = {&&add, &&multiply, &&negate, &&stop};

    goto *labels[*code & 3];
add:
    value += 3;
    goto *labels[*++code & 3];
multiply:
    value *= 5;
    goto *labels[*++code & 3];
negate:
    value = -value;
    goto *labels[*++code & 3];
stop:
    return value;
}

int call_hook(int which, int value)
{
    return hooks[which & 3](value) + 1;
}

int tail_call_hook(int which, int value)
{
    return hooks[which & 3](value);
}

void loops(float factor, double other, int shift)
{
    for (int i = 0; i < 256; i++)
        floats[i] = floats[i] * factor + (float)i;
    for (int i = 0; i < 256; i++)
        doubles[i] = doubles[i] / other + floats[i];
    for (int i = 0; i < 256; i++)
        ints[i] = (ints[i] << shift) + shorts[i] * bytes[i];
    for (int i = 0; i < 256; i++)
        bytes[i] = bytes[i] > 10 ? bytes[i] - 10 : (unsigned char)ints[i];
    for (int i = 0; i < 256; i++)
        ints[i] = ints[bytes[i]] + (int)doubles[i];
    for (int i = 0; i < 256; i++)
        shorts[i] = shorts[i] < 0 ? -shorts[i] : shorts[i];
}

long double extended(long double a, long double b, int n)
{
    long double sum = 0.5L;
    for (int i = 0; i < n; i++)
        sum = __builtin_fabsl(sum * a - b) / (sum + 3.25L);
    return sum > a ? __builtin_sqrtl(sum) : (long double)(long)sum;
}

uint64_t bits(uint64_t a, uint32_t b, uint16_t c)
{
    uint64_t result = __builtin_bswap64(a) + __builtin_bswap32(b) + __builtin_bswap16(c);
    result += (uint64_t)(__builtin_clzll(a | 1) + __builtin_ctz(b | 1) + __builtin_popcountll(a));
    result ^= (a << (b & 63)) | (a >> (-b & 63));
    result += (uint64_t)((unsigned __int128)a * b >> 64);
    result &= ~(1ull << (c & 63));
    return result / (b | 1) + result % (c | 1u);
}

int atomics(int *shared, long *wide, char *small)
{
    int old = __atomic_fetch_add(shared, 1, __ATOMIC_SEQ_CST);
    long expected = 3;
    __atomic_compare_exchange_n(wide, &expected, old, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    __atomic_exchange_n(small, 1, __ATOMIC_SEQ_CST);
    __atomic_or_fetch(shared, 4, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    __builtin_ia32_pause();
    return old + (int)expected;
}

int variadic(int count, ...)
{
    va_list arguments;
    int sum = 0;
    va_start(arguments, count);
    for (int i = 0; i < count; i++)
        sum += i & 1 ? (int)va_arg(arguments, double) : va_arg(arguments, int);
    va_end(arguments);
    return sum;
}

struct big by_value(struct big in, int index)
{
    struct big out = {0};
    out.words[index % 40] = in.words[3] + index;
    return out;
}

int on_the_stack(int size)
{
    char *area = __builtin_alloca((size_t)size);
    __builtin_memset(area, 7, (size_t)size);
    __builtin_memset(text, 1, sizeof text);
    thread_counter++;
    return area[size / 2] + thread_counter;
}

long many_arguments(int a, long b, char c, short d, float e, double f, int g, long h, char i, short j, long double k)
{
    return a + b + c + d + (long)e + (long)f + g + h + i + j + (long)k;
}

void _start(void)
{
    struct big first = {{1, 2, 3}};
    hooks[0] = tail_call_hook == 0 ? 0 : (int (*)(int))(uintptr_t)on_the_stack;
    loops(1.5f, 2.5, 3);
    sink = dense_switch(sink, 1) + interpreter(bytes, 2) + call_hook(sink, 3) + tail_call_hook(1, sink);
    sink += (int)extended(1.0L, 2.0L, sink) + (int)bits(1, 2, 3) + atomics(ints, (long *)text, text);
    sink += variadic(3, 1, 2.0, 3) + (int)by_value(first, sink).words[1] + on_the_stack(sink & 63);
    sink += (int)many_arguments(1, 2, 3, 4, 5.0f, 6.0, 7, 8, 9, 10, 11.0L);
    for (;;)
        __builtin_trap();
}
