/* Reads all of standard input, for the benchmark drivers. */
#include <stdio.h>
#include <stdlib.h>

static unsigned char *whole_input(size_t *size)
{
	size_t capacity = 1 << 20, used = 0;
	unsigned char *data = malloc(capacity);
	while (data) {
		size_t got = fread(data + used, 1, capacity - used, stdin);
		if (!got)
			break;
		used += got;
		if (used == capacity)
			data = realloc(data, capacity *= 2);
	}
	if (!data) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	*size = used;
	return data;
}
