/* memcpy without hand-written assembly, so that the instrumented and the native C library are the same. */
#include "block.h"

static inline void copy_forward(byte *to, const byte *from, size_t n)
{
	byte *last = to + n - 2 * VECTOR;
	vector a = *(const vector *)(from + n - 2 * VECTOR), b = *(const vector *)(from + n - VECTOR);
	for (; to < last; to += 2 * VECTOR, from += 2 * VECTOR)
		copy_32(to, from);
	*(vector *)last = a;
	*(vector *)(last + VECTOR) = b;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	if (n <= 32)
		copy_up_to_32(to, from, n);
	else if (n <= 64)
		copy_up_to_64(to, from, n);
	else if (n < REP_MINIMUM)
		copy_forward(to, from, n);
	else {
		void *cursor = to;
		__asm__ __volatile__("rep movsb" : "+D"(cursor), "+S"(from), "+c"(n) : : "memory");
	}
	return to;
}
