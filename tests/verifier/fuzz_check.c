/* Runs check() on random programs in buffers of exactly their size, for ASan and UBSan to watch.
 * Arguments: table file (header, next, ends), corpus file (pieces of 64 bytes: size, bytes), number of programs, seed. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { HEADER = 28, PIECE = 64, MAX_TEXT = 700, MAX_RODATA = 70 };

static uint64_t random_state;

static uint32_t pick(uint32_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % limit;
}

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data;

    if (!file || fseek(file, 0, SEEK_END))
        abort();
    *size = (size_t)ftell(file);
    rewind(file);
    data = malloc(*size);
    if (!data || fread(data, 1, *size, file) != *size)
        abort();
    fclose(file);
    return data;
}

/* Appends one piece of the corpus. */
static size_t append(uint8_t *text, size_t size, const uint8_t *corpus, size_t corpus_size)
{
    const uint8_t *piece = corpus + PIECE * pick((uint32_t)(corpus_size / PIECE));

    memcpy(text + size, piece + 1, piece[0]);
    return piece[0];
}

static enum code run_one(const struct automaton *table, const uint8_t *corpus, size_t corpus_size)
{
    static const uint64_t offsets[] = {0x400000, 0xFFFEF000, 0x7FFFF000};
    const struct gate gate = {0x3ff000, 32, 13, 0x3ff0e0};
    uint8_t built[MAX_TEXT + 2 * PIECE] = {0xF3, 0x0F, 0x1E, 0xFA};
    size_t size = 4, wanted = 4 + pick(1 + pick(MAX_TEXT)), rodata_size = pick(MAX_RODATA);
    struct program program = {.text_offset = offsets[pick(3)], .rodata_offset = 0x800000};
    enum code code;

    while (size < wanted)
        size += append(built, size, corpus, corpus_size);
    for (uint32_t damage = pick(3); damage > 0; damage--)
        built[pick((uint32_t)size)] = (uint8_t)pick(256);
    if (pick(4) == 0) /* cut off anywhere */
        size = 4 + pick((uint32_t)size - 3);

    uint8_t *text = malloc(size), *rodata = malloc(rodata_size ? rodata_size : 1), *marks = calloc(size + 1, 1);
    memcpy(text, built, size);
    for (size_t i = 0; i < rodata_size; i++)
        rodata[i] = i % 4 == 0 ? (uint8_t)(pick(8) ? 0 : pick(8)) : i % 4 == 2 ? 0x40 : 0;
    program.text = text;
    program.text_size = size;
    program.rodata = rodata;
    program.rodata_size = rodata_size;
    program.entry = program.text_offset + (pick(8) ? 0 : pick(1000));
    code = check(table, &program, &gate, marks).code;
    free(text);
    free(rodata);
    free(marks);
    return code;
}

int main(int count, char **arguments)
{
    size_t table_size, corpus_size;
    uint32_t numbers[5];
    unsigned long seen[NO_MEMORY + 1] = {0};

    if (count != 5)
        return 2;
    uint8_t *file = read_file(arguments[1], &table_size), *corpus = read_file(arguments[2], &corpus_size);
    memcpy(numbers, file + 8, sizeof numbers);
    uint16_t *next = malloc(numbers[0] * 512);
    struct end *ends = malloc(numbers[3] * sizeof *ends);
    memcpy(next, file + HEADER, numbers[0] * 512);
    memcpy(ends, file + HEADER + numbers[0] * 512, numbers[3] * sizeof *ends);
    const struct automaton table = {next, ends, numbers[0], numbers[2], numbers[3], numbers[4]};

    random_state = strtoul(arguments[4], NULL, 10);
    for (long i = strtol(arguments[3], NULL, 10); i > 0; i--)
        seen[run_one(&table, corpus, corpus_size)]++;
    for (int code = ACCEPTED; code <= NO_MEMORY; code++)
        printf("%d:%lu ", code, seen[code]);
    free(next);
    free(ends);
    free(file);
    free(corpus);
    return 0;
}
