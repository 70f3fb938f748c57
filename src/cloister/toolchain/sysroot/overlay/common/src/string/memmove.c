/* memmove: from the beginning, or from the end where `to` lies in the source. No `std`: SIPs may not set DF. */
#include "block.h"

/* More than 64 bytes, from the end, as copy_forward does it from the beginning. */
static inline void copy_backward(byte *to, const byte *from, size_t n)
{
	vector a = *(const vector *)from, b = *(const vector *)(from + VECTOR);
	vector c = *(const vector *)(from + 2 * VECTOR), d = *(const vector *)(from + 3 * VECTOR);
	vector last = *(const vector *)(from + n - VECTOR);
	for (size_t left = n - ((uintptr_t)(to + n) & (VECTOR - 1)); left > 4 * VECTOR; left -= 4 * VECTOR)
		copy_64(to + left - 4 * VECTOR, from + left - 4 * VECTOR);
	*(vector *)to = a;
	*(vector *)(to + VECTOR) = b;
	*(vector *)(to + 2 * VECTOR) = c;
	*(vector *)(to + 3 * VECTOR) = d;
	*(vector *)(to + n - VECTOR) = last;
}

void *memmove(void *to, const void *from, size_t n)
{
	if (n <= 32)
		copy_up_to_32(to, from, n);
	else if (n <= 64)
		copy_up_to_64(to, from, n);
	else if ((uintptr_t)to - (uintptr_t)from < n)
		copy_backward(to, from, n);
	else
		copy_forward(to, from, n);
	return to;
}
