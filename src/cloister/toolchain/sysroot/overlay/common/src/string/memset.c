/* memset without hand-written assembly: see memcpy.c. */
#include "block.h"

#define FILL_ENDS(type, to, value, n) \
	do { \
		*(type *)(to) = (type)(value); \
		*(type *)((to) + (n) - sizeof(type)) = (type)(value); \
	} while (0)

static inline void fill_small(byte *to, uint64_t pattern, size_t n)
{
	if (n >= 8)
		FILL_ENDS(word64, to, pattern, n);
	else if (n >= 4)
		FILL_ENDS(word32, to, pattern, n);
	else if (n >= 2)
		FILL_ENDS(word16, to, pattern, n);
	else if (n)
		*to = pattern;
}

static inline void fill_vectors(byte *to, uint64_t pattern, size_t n)
{
	vector value = { pattern, pattern };
	byte *last = to + n - VECTOR;
	*(vector *)to = value;
	to = (byte *)(((uintptr_t)to + VECTOR) & -VECTOR); /* aligned stores from here: a third faster */
	for (; to + 3 * VECTOR < last; to += 4 * VECTOR) {
		*(vector *)to = value;
		*(vector *)(to + VECTOR) = value;
		*(vector *)(to + 2 * VECTOR) = value;
		*(vector *)(to + 3 * VECTOR) = value;
	}
	for (; to < last; to += VECTOR)
		*(vector *)to = value;
	*(vector *)last = value;
}

void *memset(void *to, int value, size_t n)
{
	uint64_t pattern = 0x0101010101010101ull * (byte)value;
	if (n < VECTOR)
		fill_small(to, pattern, n);
	else
		fill_vectors(to, pattern, n);
	return to;
}
