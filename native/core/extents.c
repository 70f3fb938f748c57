/* What is open in a slot: a sorted list of disjoint ranges with their protection. What is in none of them is closed. */

#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int make_room(struct cl_slot *slot, unsigned count) {
    if (count <= slot->extent_room) return 0;
    unsigned room = count * 2;
    struct cl_extent *extents = realloc(slot->extents, room * sizeof *extents);
    if (!extents) return -ENOMEM;
    slot->extents = extents;
    slot->extent_room = room;
    return 0;
}

/* Appends, joining with the last one where both touch and agree. */
static void append(struct cl_extent *list, unsigned *count, uint32_t start, uint32_t end, uint32_t protection) {
    if (start >= end || protection == CL_NONE) return;
    struct cl_extent *last = *count ? &list[*count - 1] : NULL;
    if (last && last->end == start && last->protection == protection)
        last->end = end;
    else
        list[(*count)++] = (struct cl_extent){start, end, protection};
}

static uint32_t smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

static uint32_t larger(uint32_t a, uint32_t b) {
    return a > b ? a : b;
}

int cl_extents_set(struct cl_slot *slot, uint32_t start, uint32_t end, uint32_t protection) {
    unsigned old_count = slot->extent_count, count = 0;
    int error = make_room(slot, old_count + 2);
    if (error) return error;
    struct cl_extent *old = malloc((old_count + 1) * sizeof *old);
    if (!old) return -ENOMEM;
    memcpy(old, slot->extents, old_count * sizeof *old);
    bool is_placed = false;
    for (unsigned i = 0; i < old_count; i++) {
        struct cl_extent e = old[i];
        append(slot->extents, &count, e.start, smaller(e.end, start), e.protection);
        if (!is_placed && e.end > start) {
            append(slot->extents, &count, start, end, protection);
            is_placed = true;
        }
        append(slot->extents, &count, larger(e.start, end), e.end, e.protection);
    }
    if (!is_placed) append(slot->extents, &count, start, end, protection);
    slot->extent_count = count;
    free(old);
    return 0;
}

bool cl_extents_equal(const struct cl_slot *a, const struct cl_slot *b) {
    return a->extent_count == b->extent_count &&
           memcmp(a->extents, b->extents, a->extent_count * sizeof *a->extents) == 0;
}

bool cl_extents_is_open(const struct cl_slot *slot, uint32_t address) {
    const struct cl_image *image = slot->image;
    if (address >= CLOISTER_DOMAIN_PAGE && address < image->text_end) return true;
    if (address >= image->rodata_start && address < image->rodata_end) return true;
    for (unsigned i = 0; i < slot->extent_count; i++)
        if (address >= slot->extents[i].start && address < slot->extents[i].end) return true;
    return false;
}
