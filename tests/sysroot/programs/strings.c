/* Checks memcpy, memmove and memset against loops, at all alignments and around all their thresholds. */
#include <stdio.h>
#include <string.h>

#define AREA 8192

static unsigned char expected[AREA], actual[AREA];
static const int sizes[] = { 100, 127, 128, 129, 255, 256, 257, 1023, 2046, 2047, 2048, 2049, 3000 };

static void fill(void)
{
	for (int i = 0; i < AREA; i++)
		expected[i] = actual[i] = i * 131 + (i >> 8) * 7;
}

static int check(const char *what, void *returned, void *wanted, int to, int from, int size)
{
	if (returned == wanted && !memcmp(expected, actual, AREA))
		return 0;
	printf("%s(%d, %d, %d) is wrong\n", what, to, from, size);
	return 1;
}

static int try(int to, int from, int size)
{
	int wrong = 0;
	unsigned char copy[AREA];
	void *(*volatile move)(void *, const void *, size_t) = memmove;
	void *(*volatile copy_apart)(void *, const void *, size_t) = memcpy;
	void *(*volatile set)(void *, int, size_t) = memset;
	fill();
	for (int i = 0; i < size; i++)
		copy[i] = expected[from + i];
	for (int i = 0; i < size; i++)
		expected[to + i] = copy[i];
	wrong |= check("memmove", move(actual + to, actual + from, size), actual + to, to, from, size);
	fill();
	for (int i = 0; i < size; i++)
		expected[to + i] = expected[4096 + from + i];
	wrong |= check("memcpy", copy_apart(actual + to, actual + 4096 + from, size), actual + to, to, from, size);
	for (int i = 0; i < size; i++)
		expected[to + i] = 0xa5;
	wrong |= check("memset", set(actual + to, 0x7a5, size), actual + to, to, from, size);
	return wrong;
}

int main(void)
{
	int wrong = 0;
	for (int to = 0; to < 20; to += 3)
		for (int from = 0; from < 40; from += 5) {
			for (int size = 0; size < 70; size++)
				wrong |= try(to, from, size);
			for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++)
				wrong |= try(to, from, sizes[i]);
		}
	puts(wrong ? "wrong" : "right");
	return wrong;
}
