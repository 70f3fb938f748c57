/* Inline assembly as programs use it: constraints, flags out, clobbers, memory operands, cpuid, rep strings, xchg, cmpxchg16b-free atomics. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static inline uint64_t rotate(uint64_t x, int n) { __asm__("rolq %%cl, %0" : "+r"(x) : "c"(n)); return x; }
static inline int add_carry(uint64_t a, uint64_t b, uint64_t *sum)
{
    int carry;
    *sum = a;
    __asm__("addq %2, %0" : "+rm"(*sum), "=@ccc"(carry) : "r"(b));
    return carry;
}
static inline void multiply(uint64_t a, uint64_t b, uint64_t *high, uint64_t *low) { __asm__("mulq %3" : "=a"(*low), "=d"(*high) : "a"(a), "rm"(b) : "cc"); }
static inline uint32_t swap_bytes(uint32_t x) { __asm__("bswap %0" : "+r"(x)); return x; }
static inline int highest(uint64_t x) { uint64_t r; __asm__("bsrq %1, %0" : "=r"(r) : "rm"(x) : "cc"); return (int)r; }

static void fill(void *p, uint64_t value, size_t count) { __asm__ volatile("rep stosq" : "+D"(p), "+c"(count) : "a"(value) : "memory"); }
static void copy(void *to, const void *from, size_t n) { __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory"); }
static void copy_long(void *to, const void *from, size_t n) { __asm__ volatile("cld; rep; movsl" : "+D"(to), "+S"(from), "+c"(n) : : "memory"); }
static uint64_t exchange(uint64_t *p, uint64_t value) { __asm__ volatile("xchgq %0, %1" : "+r"(value), "+m"(*p) : : "memory"); return value; }
static uint32_t fetch_add(uint32_t *p, uint32_t value) { __asm__ volatile("lock; xaddl %0, %1" : "+r"(value), "+m"(*p) : : "memory", "cc"); return value; }
static int compare_swap(uint64_t *p, uint64_t expected, uint64_t desired)
{
    uint8_t done;
    __asm__ volatile("lock cmpxchgq %3, %1\n\tsete %0" : "=q"(done), "+m"(*p), "+a"(expected) : "r"(desired) : "memory", "cc");
    return done;
}
static size_t length(const char *s)
{
    size_t n = 0;
    __asm__("1: cmpb $0, (%1,%0)\n\tje 2f\n\tincq %0\n\tjmp 1b\n2:" : "+r"(n) : "r"(s) : "cc", "memory");
    return n;
}
static double square_root(double x) { double r; __asm__("sqrtsd %1, %0" : "=x"(r) : "xm"(x)); return r; }
static long double x87(long double x) { __asm__("fsqrt\n\tfchs" : "+t"(x)); return x; }
static int high_byte(unsigned x) { unsigned r; __asm__("movzbl %h1, %0" : "=r"(r) : "Q"(x)); return (int)r; }
static void vendor_is_text(void)
{
    uint32_t b, c, d, a = 0;
    char name[13] = "";
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d) : "2"(0));
    memcpy(name, &b, 4), memcpy(name + 4, &d, 4), memcpy(name + 8, &c, 4);
    printf("%d %zu\n", a >= 1, strlen(name));
}
static uint64_t ticks(void) { uint32_t low, high; __asm__ volatile("rdtsc" : "=a"(low), "=d"(high)); return (uint64_t)high << 32 | low; }

int main(void)
{
    uint64_t sum, high, low, cell = 5, block[8] = {0}, other[8] = {0};
    uint32_t counter = 10;
    int c0 = add_carry(~0ull, 1, &sum), c1 = add_carry(1, 2, &cell);
    printf("%llx %d %d %llu\n", (unsigned long long)rotate(0x8000000000000001, 5), c0, c1, (unsigned long long)cell);
    multiply(0xfedcba9876543210, 0x123456789abcdef, &high, &low);
    printf("%llx %llx %x %d\n", (unsigned long long)high, (unsigned long long)low, swap_bytes(0x11223344), highest(0x123456));
    fill(block, 0x4141414141414141, 7);
    copy(other, (char *)block + 3, 50);
    copy_long(block + 4, "0123456789abcdef", 4);
    printf("%.56s %zu %.32s\n", (char *)block, strlen((char *)other), (char *)(block + 4));
    uint64_t old = exchange(&cell, 99);
    uint32_t before = fetch_add(&counter, 5);
    printf("%llu %llu %u %u\n", (unsigned long long)old, (unsigned long long)cell, before, counter);
    int failed = compare_swap(&cell, 1, 2), done = compare_swap(&cell, 99, 100);
    printf("%d %d %llu\n", failed, done, (unsigned long long)cell);
    printf("%zu %g %Lg %x\n", length("inline assembly"), square_root(2.25), x87(6.25L), high_byte(0x12345678));
    vendor_is_text();
    uint64_t t = ticks();
    printf("%d\n", ticks() >= t);
    return 0;
}
