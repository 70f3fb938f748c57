/* Slots: mapping an image into a domain, opening and closing memory, and the warm pool. */

#define _GNU_SOURCE
#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* A warm slot costs its VMAs and up to 2 MiB of zeroed pages. */
enum { WARM_MAX = 64 };

static int host_protection(uint32_t protection) {
    return (protection & CL_READ ? PROT_READ : 0) | (protection & CL_WRITE ? PROT_READ | PROT_WRITE : 0);
}

static int map_file(const struct cl_slot *slot, uint32_t start, uint32_t end, int protection, off_t offset) {
    if (start >= end) return 0;
    void *at = mmap(slot->base + start, end - start, protection, MAP_PRIVATE | MAP_FIXED, slot->image->memfd, offset);
    return at == MAP_FAILED ? -ENOMEM : 0;
}

/* SELF is the only host address in a slot: the program's text reads it, and no accepted instruction leaves it in a
   general register outside a pseudo-instruction. */
static int map_domain_page(const struct cl_slot *slot) {
    uint8_t *page = slot->base + CLOISTER_DOMAIN_PAGE;
    if (mprotect(page, CLOISTER_PAGE_SIZE, PROT_READ | PROT_WRITE)) return -ENOMEM;
    memcpy(page, &slot->base, sizeof slot->base);
    return mprotect(page, CLOISTER_PAGE_SIZE, PROT_READ) ? -ENOMEM : 0;
}

void cl_slot_copy_data(struct cl_slot *slot) {
    const struct cl_image *image = slot->image;
    memcpy(slot->base + image->data_start, image->data, image->data_end - image->data_start);
}

static int map_image(struct cl_slot *slot) {
    const struct cl_image *image = slot->image;
    off_t rodata_at = image->text_end - CLOISTER_GATE_BASE;
    int error = map_domain_page(slot);
    if (!error) error = map_file(slot, CLOISTER_GATE_BASE, image->text_end, PROT_READ | PROT_EXEC, 0);
    if (!error) error = map_file(slot, image->rodata_start, image->rodata_end, PROT_READ, rodata_at);
    if (!error) error = cl_slot_protect(slot, image->rw_start, image->rw_end - image->rw_start, CL_READ | CL_WRITE);
    if (!error) cl_slot_copy_data(slot);
    return error;
}

static int take_cold(struct cl_image *image, struct cl_slot **result) {
    int index = cl_elrange_take();
    if (index < 0) return index;
    struct cl_slot *slot = calloc(1, sizeof *slot);
    if (!slot) {
        cl_elrange_give((unsigned)index);
        return -ENOMEM;
    }
    slot->index = (unsigned)index;
    slot->base = cl_elrange_base(slot->index);
    slot->image = image;
    image->references++;
    int error = map_image(slot);
    if (error)
        cl_slot_unmap(slot);
    else
        *result = slot;
    return error;
}

static struct cl_slot *unlink_warm(struct cl_image *image, struct cl_slot **link) {
    struct cl_slot *slot = *link;
    *link = slot->next_warm;
    image->warm_count--;
    cl_core.statistics.slots_warm--;
    return slot;
}

static void count_live(void) {
    struct cl_statistics *statistics = &cl_core.statistics;
    if (++statistics->slots_live > statistics->slots_peak) statistics->slots_peak = statistics->slots_live;
}

/* A warm slot with nothing open but what the image has; rather one that needs no work. */
static struct cl_slot *take_warm(struct cl_image *image) {
    struct cl_slot **link = &image->warm;
    while (*link && !cl_slot_has_first_extents(*link)) link = &(*link)->next_warm;
    if (*link) return unlink_warm(image, link);
    while (image->warm) {
        struct cl_slot *slot = unlink_warm(image, &image->warm);
        if (!cl_slot_restore_extents(slot)) return slot;
        cl_slot_unmap(slot);
    }
    return NULL;
}

int cl_slot_take(struct cl_image *image, struct cl_slot **result) {
    *result = take_warm(image);
    int error = *result ? 0 : take_cold(image, result);
    if (!error) count_live();
    return error;
}

int cl_slot_take_like(const struct cl_slot *other, struct cl_slot **result) {
    struct cl_slot **link = &other->image->warm;
    while (*link && !cl_extents_equal(*link, other)) link = &(*link)->next_warm;
    if (!*link) return cl_slot_take(other->image, result);
    *result = unlink_warm(other->image, link);
    count_live();
    return 0;
}

void cl_slot_unmap(struct cl_slot *slot) {
    cl_elrange_give(slot->index);
    cl_image_unref(slot->image);
    free(slot->extents);
    free(slot);
}

void cl_slot_give(struct cl_slot *slot) {
    struct cl_image *image = slot->image;
    cl_core.statistics.slots_live--;
    if (image->is_retired || image->warm_count >= WARM_MAX || cl_slot_scrub(slot)) {
        cl_slot_unmap(slot);
        return;
    }
    slot->next_warm = image->warm;
    image->warm = slot;
    image->warm_count++;
    cl_core.statistics.slots_warm++;
}

void cl_image_retire(struct cl_image *image) {
    image->is_retired = true;
    while (image->warm) cl_slot_unmap(unlink_warm(image, &image->warm));
}

/* [start, start + size) page aligned and inside what a guest may own beside its image. */
static bool is_owned_range(const struct cl_slot *slot, uint64_t start, uint64_t size) {
    if (start % CLOISTER_PAGE_SIZE || size % CLOISTER_PAGE_SIZE) return false;
    return start >= slot->image->rw_start && start <= CLOISTER_USER_END && size <= CLOISTER_USER_END - start;
}

static void note_discarded_data(struct cl_slot *slot, uint64_t start, uint64_t size) {
    const struct cl_image *image = slot->image;
    if (start < image->data_end && start + size > image->data_start) slot->is_data_discarded = true;
}

int cl_slot_protect(struct cl_slot *slot, uint64_t start, uint64_t size, uint32_t protection) {
    bool is_protection = protection == CL_KEPT || !(protection & ~(uint32_t)(CL_READ | CL_WRITE));
    if (!is_owned_range(slot, start, size) || !is_protection) return -EINVAL;
    if (!size) return 0;
    if (mprotect(slot->base + start, size, host_protection(protection))) return -ENOMEM;
    if (protection == CL_NONE) {
        note_discarded_data(slot, start, size);
        if (madvise(slot->base + start, size, MADV_DONTNEED)) return -ENOMEM;
    }
    return cl_extents_set(slot, (uint32_t)start, (uint32_t)(start + size), protection);
}

int cl_slot_discard(struct cl_slot *slot, uint64_t start, uint64_t size, bool is_lazy) {
    if (!is_owned_range(slot, start, size)) return -EINVAL;
    note_discarded_data(slot, start, size);
    return size && madvise(slot->base + start, size, is_lazy ? MADV_FREE : MADV_DONTNEED) ? -ENOMEM : 0;
}

static int add_size(void *state, uint8_t *start, uint8_t *end) {
    *(int64_t *)state += end - start;
    return 0;
}

int64_t cl_slot_resident(struct cl_slot *slot) {
    int64_t size = 0;
    for (unsigned i = 0; i < slot->extent_count; i++) {
        const struct cl_extent *extent = &slot->extents[i];
        int error = cl_pages_visit(slot->base + extent->start, slot->base + extent->end, add_size, &size);
        if (error) return error;
    }
    return size;
}
