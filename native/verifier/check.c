/* One pass of the table over the text, then five questions about the whole. Every loop is plain on purpose: in the
 * trial (verifier-spike.md) the fast variants had bugs and the plain one had none. */

#define _GNU_SOURCE
#include "check.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t LABEL[4] = {0xF3, 0x0F, 0x1E, 0xFA};
static const uint8_t UD2[2] = {0x0F, 0x0B};

/* Bytes at the end of a pseudo-instruction; the table has matched each of them. */
enum {
    GUARD_TAIL = 16, /* after the jne of a cfi_guard: movl, addq, call or jmp */
    ADD_AND_JMP = 13,
    LOAD = 10, /* movl %gs:TABLE(,%r11d,4),%r11d, whose last four bytes are TABLE */
};

struct run {
    const struct program *program;
    const struct gate *gate;
    uint8_t *marks;
    /* For each 4-byte word of rodata: tables that begin there minus tables that ended just before. NULL until one is seen. */
    int32_t *tables;
};

static uint32_t read32(const uint8_t *from)
{
    uint32_t value;
    memcpy(&value, from, sizeof value);
    return value;
}

static int is_gate_entry(const struct gate *gate, uint64_t target)
{
    return target >= gate->base && (target - gate->base) % gate->stride == 0 &&
           (target - gate->base) / gate->stride < gate->count;
}

/* Notes a branch or table entry that goes to slot offset `target`; whether an instruction starts there is asked at the
 * end. Offsets that a signed displacement takes below 0 wrap to huge ones, which are outside the text. */
static int mark_target(const struct run *run, uint64_t target)
{
    uint64_t position = target - run->program->text_offset;

    if (position < run->program->text_size) {
        run->marks[position] |= TARGET;
        return 1;
    }
    return is_gate_entry(run->gate, target);
}

/* The target of a branch whose displacement ends before text position `end`. */
static uint64_t branch_target(const struct program *program, uint64_t end, int is_32)
{
    int64_t displacement = is_32 ? (int32_t)read32(program->text + end - 4) : (int8_t)program->text[end - 1];

    return program->text_offset + end + (uint64_t)displacement;
}

/* Nothing may branch into the pseudo-instruction of `size` bytes before `end`. */
static void close_pseudo(uint8_t *marks, uint64_t end, uint64_t size)
{
    marks[end - size] |= PSEUDO_START;
    for (uint64_t i = end - size + 1; i < end; i++)
        marks[i] &= ~(START | PSEUDO_START);
}

/* The jne of a cfi_guard goes to the gate's trap or to a ud2 (which `jne`, being a branch, must hit at its start). */
static int is_trap(const struct run *run, uint64_t guard_end, int is_32)
{
    const struct program *program = run->program;
    uint64_t target = branch_target(program, guard_end - GUARD_TAIL, is_32);
    uint64_t position = target - program->text_offset;

    if (target == run->gate->trap)
        return 1;
    return position < program->text_size && program->text_size - position >= sizeof UD2 &&
           memcmp(program->text + position, UD2, sizeof UD2) == 0;
}

/* Notes the table of the bounded_jump before `end`, to be checked once however many jumps use it. 0 if it is misplaced. */
static enum code note_table(struct run *run, uint64_t end, int is_32)
{
    const struct program *program = run->program;
    const uint8_t *load = program->text + end - ADD_AND_JMP - LOAD;
    uint64_t mask = is_32 ? read32(load - 4) : load[-1];
    uint64_t position = read32(load + LOAD - 4) - program->rodata_offset;
    uint64_t size = 4 * (mask + 1);

    if (position % 4 || position > program->rodata_size || program->rodata_size - position < size)
        return REFUSED_TABLE;
    if (!run->tables)
        run->tables = calloc(program->rodata_size / 4 + 1, sizeof *run->tables);
    if (!run->tables)
        return NO_MEMORY;
    run->tables[position / 4]++;
    run->tables[(position + size) / 4]--;
    return ACCEPTED;
}

/* Acts on an instruction that has ended before text position `end`. */
static enum code act(struct run *run, const struct end *what, uint64_t end)
{
    switch (what->action) {
    case BRANCH8:
    case BRANCH32:
        return mark_target(run, branch_target(run->program, end, what->action == BRANCH32)) ? ACCEPTED : REFUSED_BRANCH_RANGE;
    case GUARD8:
    case GUARD32:
        close_pseudo(run->marks, end, what->size);
        return is_trap(run, end, what->action == GUARD32) ? ACCEPTED : REFUSED_TRAP;
    case TABLE8:
    case TABLE32:
        close_pseudo(run->marks, end, what->size);
        return note_table(run, end, what->action == TABLE32);
    default:
        close_pseudo(run->marks, end, what->size);
        return ACCEPTED;
    }
}

/* The table over the text. Marks instruction starts; the mark at text_size says that the last instruction is whole. */
static struct verdict walk(struct run *run, const struct automaton *table)
{
    /* Copies of all that the loop reads: a store to a byte might change anything else, as far as the compiler knows. */
    const uint16_t *next = table->next;
    const uint8_t *text = run->program->text;
    uint8_t *marks = run->marks;
    const uint64_t size = run->program->text_size;
    const uint32_t plain_start = table->plain_start, inside_start = table->inside_start;
    uint32_t state = table->initial;

    marks[0] |= START;
    for (uint64_t i = 0; i < size; i++) {
        state = next[state * 256 + text[i]];
        marks[i + 1] |= state < inside_start;
        if (state < plain_start) {
            enum code code = state ? act(run, &table->ends[state], i + 1) : REFUSED_BYTES;
            if (code != ACCEPTED)
                return (struct verdict){code, i};
        }
    }
    if (state >= inside_start || !table->ends[state].is_terminator)
        return (struct verdict){REFUSED_END, size - 1};
    return (struct verdict){ACCEPTED, 0};
}

/* Every entry of every noted table is a branch target. */
static struct verdict mark_tables(const struct run *run)
{
    const struct program *program = run->program;
    int64_t depth = 0;

    for (uint64_t word = 0; run->tables && word < program->rodata_size / 4; word++) {
        depth += run->tables[word];
        if (depth > 0 && !mark_target(run, read32(program->rodata + 4 * word)))
            return (struct verdict){REFUSED_TABLE_ENTRY, program->rodata_offset + 4 * word};
    }
    return (struct verdict){ACCEPTED, 0};
}

/* A target that is no start, or whose start was erased, has the bit TARGET and no other. */
static struct verdict check_targets(const struct run *run)
{
    const uint8_t *bad = memchr(run->marks, TARGET, run->program->text_size);

    return bad ? (struct verdict){REFUSED_TARGET, (uint64_t)(bad - run->marks)} : (struct verdict){ACCEPTED, 0};
}

/* The bytes of a label are a label wherever they stand: at the start of an instruction they can be nothing else. Nor may
 * the text end with a part of them, which the bytes behind it could complete. */
static struct verdict check_labels(const struct run *run)
{
    const uint8_t *text = run->program->text, *end = text + run->program->text_size;
    const uint8_t *found = text;

    while ((found = memmem(found, (size_t)(end - found), LABEL, sizeof LABEL))) {
        if (!(run->marks[found - text] & START))
            return (struct verdict){REFUSED_LABEL, (uint64_t)(found - text)};
        found += sizeof LABEL;
    }
    for (uint64_t part = 1; part < sizeof LABEL; part++)
        if (memcmp(end - part, LABEL, part) == 0)
            return (struct verdict){REFUSED_LABEL, run->program->text_size - part};
    return (struct verdict){ACCEPTED, 0};
}

static struct verdict check_entry(const struct run *run)
{
    const struct program *program = run->program;
    uint64_t position = program->entry - program->text_offset;

    if (position < program->text_size && program->text_size - position >= sizeof LABEL &&
        memcmp(program->text + position, LABEL, sizeof LABEL) == 0)
        return (struct verdict){ACCEPTED, 0};
    return (struct verdict){REFUSED_ENTRY, program->entry};
}

struct verdict check(const struct automaton *table, const struct program *program, const struct gate *gate, uint8_t *marks)
{
    struct run run = {program, gate, marks, NULL};
    struct verdict verdict = walk(&run, table);

    if (verdict.code == ACCEPTED)
        verdict = mark_tables(&run);
    if (verdict.code == ACCEPTED)
        verdict = check_targets(&run);
    if (verdict.code == ACCEPTED)
        verdict = check_labels(&run);
    if (verdict.code == ACCEPTED)
        verdict = check_entry(&run);
    free(run.tables);
    return verdict;
}
