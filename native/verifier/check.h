/* The native half of the verifier: runs the table of cloister/verifier/automaton.py over a program's text and checks what
 * a regular language cannot say: branch targets, jump tables, stray labels, the end. No Python here. */
#ifndef CLOISTER_VERIFIER_CHECK_H
#define CLOISTER_VERIFIER_CHECK_H

#include <stddef.h>
#include <stdint.h>

/* What happens at the end of an instruction. In step with Action in cloister/verifier/outcomes.py. */
enum action { NONE, BRANCH8, BRANCH32, PSEUDO, GUARD8, GUARD32, TABLE8, TABLE32 };

struct end {
    uint8_t action;
    uint8_t is_terminator;
    uint8_t size; /* bytes of the pseudo-instruction, or 0 */
};

/* See class Automaton. `next` has state_count * 256 entries, `ends` has inside_start. */
struct automaton {
    const uint16_t *next;
    const struct end *ends;
    uint32_t state_count;
    uint32_t plain_start;
    uint32_t inside_start;
    uint32_t initial;
};

/* The program, all offsets being slot offsets. The caller has checked that text and rodata lie apart below 4 GiB. */
struct program {
    const uint8_t *text;
    uint64_t text_size;
    uint64_t text_offset;
    const uint8_t *rodata;
    uint64_t rodata_size;
    uint64_t rodata_offset;
    uint64_t entry;
};

/* The branch targets outside the text: gate_base + i * gate_stride for i < gate_count. `trap` is one of them. */
struct gate {
    uint64_t base;
    uint64_t stride;
    uint64_t count;
    uint64_t trap;
};

/* In step with _CODES in cloister/verifier/verdict.py. */
enum code {
    ACCEPTED,
    REFUSED_BYTES,        /* where: the byte at which the table rejects */
    REFUSED_BRANCH_RANGE, /* where: the last byte of the branch */
    REFUSED_TRAP,         /* where: the last byte of the cfi_guard */
    REFUSED_TABLE,        /* where: the last byte of the bounded_jump */
    REFUSED_END,          /* where: the last byte of the text */
    REFUSED_TABLE_ENTRY,  /* where: the entry, as a slot offset */
    REFUSED_TARGET,       /* where: the target */
    REFUSED_LABEL,        /* where: the first of the four bytes */
    REFUSED_ENTRY,        /* where: the entry point, as a slot offset */
    NO_MEMORY,
};

/* Bits of a mark. */
enum { START = 1, TARGET = 2, PSEUDO_START = 4 };

struct verdict {
    enum code code;
    uint64_t where; /* an offset into the text, or a slot offset where the code says so */
};

/* `marks` has text_size + 1 zero bytes; it is filled in as far as the check came. */
struct verdict check(const struct automaton *table, const struct program *program, const struct gate *gate, uint8_t *marks);

#endif
