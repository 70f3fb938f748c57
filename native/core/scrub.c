/* Recycling: nothing of a tenant stays in its slot. Pages that are present or swapped count as dirty. The hot path
   neither maps nor protects anything: with a second host thread each such call costs a TLB shootdown. So what a tenant
   has opened stays open, full of zeroes, in a warm slot; whoever takes the slot next either wants just that (a fork of
   the same parent, most often) or restores the first extents. */

#define _GNU_SOURCE
#include "core.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* Beyond this giving the pages back is cheaper than writing them. */
enum { MAX_RESTORED_PAGES = 512, TOO_MANY = 1 };

struct restoring {
    struct cl_slot *slot;
    size_t pages;
};

static uint8_t *clamp(uint8_t *value, uint8_t *low, uint8_t *high) {
    return value < low ? low : value > high ? high : value;
}

/* Zeroes [start, end), except that initial data is put back. */
static int restore_run(void *state, uint8_t *start, uint8_t *end) {
    struct restoring *restoring = state;
    const struct cl_image *image = restoring->slot->image;
    uint8_t *base = restoring->slot->base;
    restoring->pages += (size_t)(end - start) / CLOISTER_PAGE_SIZE;
    if (restoring->pages > MAX_RESTORED_PAGES) return TOO_MANY;
    uint8_t *data = clamp(base + image->data_start, start, end), *data_end = clamp(base + image->data_end, start, end);
    memset(start, 0, (size_t)(data - start));
    if (data < data_end) memcpy(data, image->data + (data - base - image->data_start), (size_t)(data_end - data));
    memset(data_end, 0, (size_t)(end - data_end));
    return 0;
}

static int restore_pages(struct cl_slot *slot) {
    struct restoring restoring = {slot, 0};
    int result = 0;
    for (unsigned i = 0; i < slot->extent_count && !result; i++) {
        const struct cl_extent *extent = &slot->extents[i];
        result = cl_pages_visit(slot->base + extent->start, slot->base + extent->end, restore_run, &restoring);
    }
    return result;
}

static int discard_pages(struct cl_slot *slot) {
    for (unsigned i = 0; i < slot->extent_count; i++) {
        const struct cl_extent *extent = &slot->extents[i];
        if (madvise(slot->base + extent->start, extent->end - extent->start, MADV_DONTNEED)) return -ENOMEM;
    }
    cl_slot_copy_data(slot);
    return 0;
}

static bool is_all_writable(const struct cl_slot *slot) {
    for (unsigned i = 0; i < slot->extent_count; i++)
        if (slot->extents[i].protection != (CL_READ | CL_WRITE)) return false;
    return true;
}

bool cl_slot_has_first_extents(const struct cl_slot *slot) {
    const struct cl_image *image = slot->image;
    const struct cl_extent *only = slot->extents;
    return slot->extent_count == 1 && only->start == image->rw_start && only->end == image->rw_end &&
           only->protection == (CL_READ | CL_WRITE);
}

/* Closes, and empties, what the tenant opened; opens what it closed or restricted. */
int cl_slot_restore_extents(struct cl_slot *slot) {
    const struct cl_image *image = slot->image;
    while (slot->extent_count && slot->extents[slot->extent_count - 1].end > image->rw_end) {
        struct cl_extent last = slot->extents[slot->extent_count - 1];
        uint32_t start = last.start > image->rw_end ? last.start : image->rw_end;
        int error = cl_slot_protect(slot, start, last.end - start, CL_NONE);
        if (error) return error;
    }
    return cl_slot_protect(slot, image->rw_start, image->rw_end - image->rw_start, CL_READ | CL_WRITE);
}

int cl_slot_scrub(struct cl_slot *slot) {
    bool keeps_extents = is_all_writable(slot) && !slot->is_data_discarded;
    int error = keeps_extents || cl_slot_has_first_extents(slot) ? 0 : cl_slot_restore_extents(slot);
    if (!error) error = restore_pages(slot);
    if (error == TOO_MANY) return discard_pages(slot);
    if (!error && slot->is_data_discarded) cl_slot_copy_data(slot);
    slot->is_data_discarded = false;
    return error;
}
