/* Recursion: Ackermann, mutual, deep (within both stacks), through pointers, tail calls. */
#include <stdio.h>

static int ackermann(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }

static int is_odd(unsigned n);
__attribute__((noinline)) static int is_even(unsigned n) { return n == 0 ? 1 : is_odd(n - 1); }
__attribute__((noinline)) static int is_odd(unsigned n) { return n == 0 ? 0 : is_even(n - 1); }

__attribute__((noinline)) static long deep(long n, volatile long *sink)
{
    if (n == 0)
        return 0;
    long r = deep(n - 1, sink) + n;
    *sink += r & 1;
    return r;
}

static int hanoi(int n, int from, int to, int via) { return n ? hanoi(n - 1, from, via, to) + 1 + hanoi(n - 1, via, to, from) : 0; }

typedef int (*step)(int, void *);
static int walk(int n, void *self) { return n <= 1 ? n : ((step)self)(n - 1, self) + ((step)self)(n - 2, self); }

static int board[8];
static int queens(int row)
{
    if (row == 8)
        return 1;
    int found = 0;
    for (int column = 0; column < 8; column++) {
        int safe = 1;
        for (int r = 0; r < row; r++)
            safe &= board[r] != column && row - r != column - board[r] && row - r != board[r] - column;
        if (safe) {
            board[row] = column;
            found += queens(row + 1);
        }
    }
    return found;
}

int main(void)
{
    volatile long sink = 0;
    printf("%d %d\n", ackermann(2, 9), ackermann(3, 6));
    printf("%d %d\n", is_even(100000), is_odd(100001));
    printf("%ld\n", deep(100000, &sink));
    printf("%ld\n", sink);
    printf("%d %d %d\n", hanoi(16, 1, 2, 3), walk(22, (void *)walk), queens(0));
    return 0;
}
