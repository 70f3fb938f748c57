/* zlib-bench ROUNDS LEVEL: compresses and decompresses standard input ROUNDS times in memory and prints the sizes and checksums. */
#include "whole_input.h"
#include <string.h>
#include <zlib.h>

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: zlib-bench ROUNDS LEVEL <FILE\n");
		return 2;
	}
	size_t size;
	unsigned char *text = whole_input(&size);
	uLongf capacity = compressBound(size);
	unsigned char *packed = malloc(capacity), *again = malloc(size + 1);
	for (int round = atoi(argv[1]); round > 0; round--) {
		uLongf packed_size = capacity, again_size = size;
		if (compress2(packed, &packed_size, text, size, atoi(argv[2])) != Z_OK ||
		    uncompress(again, &again_size, packed, packed_size) != Z_OK ||
		    again_size != size || memcmp(text, again, size)) {
			fprintf(stderr, "zlib-bench: the text did not survive\n");
			return 1;
		}
		if (round == 1)
			printf("%zu -> %lu, adler32 %08lx\n", size, packed_size, adler32(1, packed, packed_size));
	}
	return 0;
}
