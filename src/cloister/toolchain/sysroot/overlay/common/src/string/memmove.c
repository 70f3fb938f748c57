/* memmove: as memcpy where the areas allow it, else vector by vector from the end. No `std`: SIPs may not set DF. */
#include "block.h"

static inline void copy_backward(byte *to, const byte *from, size_t n)
{
	vector a = *(const vector *)from, b = *(const vector *)(from + VECTOR);
	for (size_t left = n; left > 2 * VECTOR; left -= 2 * VECTOR)
		copy_32(to + left - 2 * VECTOR, from + left - 2 * VECTOR);
	*(vector *)to = a;
	*(vector *)(to + VECTOR) = b;
}

/* `to` lies before `from`, closer than n: forward, each piece loaded before it is overwritten. */
static inline void copy_down(byte *to, const byte *from, size_t n)
{
	vector a = *(const vector *)(from + n - 2 * VECTOR), b = *(const vector *)(from + n - VECTOR);
	byte *last = to + n - 2 * VECTOR;
	for (; to < last; to += 2 * VECTOR, from += 2 * VECTOR)
		copy_32(to, from);
	*(vector *)last = a;
	*(vector *)(last + VECTOR) = b;
}

void *memmove(void *to, const void *from, size_t n)
{
	if (n <= 32)
		copy_up_to_32(to, from, n);
	else if (n <= 64)
		copy_up_to_64(to, from, n);
	else if ((uintptr_t)to - (uintptr_t)from < n)
		copy_backward(to, from, n);
	else if ((uintptr_t)from - (uintptr_t)to < n)
		copy_down(to, from, n);
	else
		memcpy(to, from, n);
	return to;
}
