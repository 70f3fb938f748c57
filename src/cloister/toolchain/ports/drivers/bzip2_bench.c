/* bzip2-bench ROUNDS: compresses and decompresses standard input ROUNDS times in memory and prints the sizes. */
#include "whole_input.h"
#include <bzlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: bzip2-bench ROUNDS <FILE\n");
		return 2;
	}
	size_t size;
	unsigned char *text = whole_input(&size);
	unsigned capacity = size + size / 100 + 600;
	char *packed = malloc(capacity), *again = malloc(size + 1);
	for (int round = atoi(argv[1]); round > 0; round--) {
		unsigned packed_size = capacity, again_size = size;
		if (BZ2_bzBuffToBuffCompress(packed, &packed_size, (char *)text, size, 9, 0, 0) != BZ_OK ||
		    BZ2_bzBuffToBuffDecompress(again, &again_size, packed, packed_size, 0, 0) != BZ_OK ||
		    again_size != size || memcmp(text, again, size)) {
			fprintf(stderr, "bzip2-bench: the text did not survive\n");
			return 1;
		}
		if (round == 1)
			printf("%zu -> %u\n", size, packed_size);
	}
	return 0;
}
