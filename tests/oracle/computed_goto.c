/* Computed goto: an interpreter with label tables, tables of differences, labels in locals. */
#include <stdio.h>

enum { PUSH, ADD, MUL, DUP, SWAP, DEC, JNZ, DROP, OUT, HALT };

static long interpret(const int *code)
{
    static void *const table[] = {&&push, &&add, &&mul, &&dup, &&swap, &&dec, &&jnz, &&drop, &&out, &&halt};
    long stack[32], *sp = stack, t;
    const int *pc = code;
#define NEXT goto *table[*pc++]
    NEXT;
push: *sp++ = *pc++; NEXT;
add: sp--; sp[-1] += sp[0]; NEXT;
mul: sp--; sp[-1] *= sp[0]; NEXT;
dup: *sp = sp[-1]; sp++; NEXT;
swap: t = sp[-1]; sp[-1] = sp[-2]; sp[-2] = t; NEXT;
dec: sp[-1]--; NEXT;
jnz: if (sp[-1]) pc = code + *pc; else pc++; NEXT;
drop: sp--; NEXT;
out: printf("%ld ", sp[-1]); NEXT;
halt: return sp[-1];
}

__attribute__((noinline)) static int choose(int which, int value)
{
    void *target = which > 0 ? &&positive : which < 0 ? &&negative : &&zero;
    goto *target;
positive: return value + 1;
negative: return value - 1;
zero: return value * 2;
}

static int relative(int n)
{
    static const int offsets[] = {&&a - &&a, &&b - &&a, &&c - &&a};
    int total = 0;
    for (int i = 0; i < n; i++) {
        goto *(&&a + offsets[i % 3]);
    a: total += 1; continue;
    b: total += 10; continue;
    c: total += 100;
    }
    return total;
}

int main(void)
{
    static const int factorial[] = {PUSH, 1, PUSH, 12, DUP, OUT, PUSH, 0, ADD, SWAP, PUSH, 1, MUL, SWAP, DEC, JNZ, 4, DROP, HALT};
    printf("%ld\n", interpret(factorial));
    static const int loop[] = {PUSH, 0, PUSH, 10000, SWAP, PUSH, 3, ADD, SWAP, DEC, JNZ, 4, DROP, HALT};
    printf("%ld\n", interpret(loop));
    printf("%d %d %d\n", choose(5, 10), choose(-5, 10), choose(0, 10));
    printf("%d\n", relative(10));
    return 0;
}
/* variants: -O0 | -O2 | -O3 -fno-omit-frame-pointer | -Os */
