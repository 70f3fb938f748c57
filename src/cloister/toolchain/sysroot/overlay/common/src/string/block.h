/* Pieces of memcpy, memmove and memset: unaligned vectors and words of one size.
 *
 * Copies up to 64 bytes load everything before they store anything, so they serve overlapping areas too. */
#pragma GCC optimize("no-tree-loop-distribute-patterns") /* else the loops below become calls of themselves */

#include <stdint.h>
#include <string.h>

#define VECTOR 16
#define REP_MINIMUM 2048 /* bytes; from here on the CPU's own rep movs and rep stos are as fast (ERMS) */

typedef long long vector __attribute__((vector_size(VECTOR), aligned(1), may_alias));
typedef uint64_t word64 __attribute__((aligned(1), may_alias));
typedef uint32_t word32 __attribute__((aligned(1), may_alias));
typedef uint16_t word16 __attribute__((aligned(1), may_alias));
typedef unsigned char byte;

/* Copies the first and the last `sizeof(type)` bytes of n: together all of them while n <= 2 * sizeof(type). */
#define COPY_ENDS(type, to, from, n) \
	do { \
		type head = *(const type *)(from), tail = *(const type *)((from) + (n) - sizeof(type)); \
		*(type *)(to) = head; \
		*(type *)((to) + (n) - sizeof(type)) = tail; \
	} while (0)

static inline void copy_up_to_32(byte *to, const byte *from, size_t n)
{
	if (n >= 16)
		COPY_ENDS(vector, to, from, n);
	else if (n >= 8)
		COPY_ENDS(word64, to, from, n);
	else if (n >= 4)
		COPY_ENDS(word32, to, from, n);
	else if (n >= 2)
		COPY_ENDS(word16, to, from, n);
	else if (n)
		*to = *from;
}

static inline void copy_32(byte *to, const byte *from)
{
	vector a = *(const vector *)from, b = *(const vector *)(from + VECTOR);
	*(vector *)to = a;
	*(vector *)(to + VECTOR) = b;
}

/* 33 to 64 bytes. */
static inline void copy_up_to_64(byte *to, const byte *from, size_t n)
{
	vector a = *(const vector *)from, b = *(const vector *)(from + VECTOR);
	vector c = *(const vector *)(from + n - 2 * VECTOR), d = *(const vector *)(from + n - VECTOR);
	*(vector *)to = a;
	*(vector *)(to + VECTOR) = b;
	*(vector *)(to + n - 2 * VECTOR) = c;
	*(vector *)(to + n - VECTOR) = d;
}
