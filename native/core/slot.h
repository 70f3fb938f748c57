/* The ELRANGE, images, slots and their pages. */
#ifndef CLOISTER_SLOT_H
#define CLOISTER_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "layout.h"

/* CL_NONE: closed, nothing there. CL_KEPT: no access, but the contents stay (mprotect to PROT_NONE). */
enum cl_protection { CL_NONE = 0, CL_READ = 1, CL_WRITE = 2, CL_EXEC = 4, CL_KEPT = 8 };

struct cl_slot;

struct cl_image {
    int memfd;
    bool is_approved;
    bool is_retired; /* no new slots will be asked for: given ones are not kept warm */
    unsigned references; /* the binding's object and every slot */
    uint32_t text_start, text_end; /* page aligned; the hole up to text_start and the tail are CC */
    uint32_t rodata_start, rodata_end;
    uint32_t rw_start, rw_end; /* [data - STACK_SIZE, first break): open in a fresh slot */
    uint32_t data_start, data_end; /* page aligned: where `data` has initial bytes */
    uint8_t *view; /* the sealed file: gate page, text, rodata */
    size_t view_size;
    uint8_t *data; /* pristine copy, page padded */
    struct cl_slot *warm; /* scrubbed slots with this image mapped */
    unsigned warm_count;
};

struct cl_extent {
    uint32_t start, end; /* end <= USER_END */
    uint32_t protection;
};

struct cl_slot {
    uint8_t *base;
    unsigned index;
    struct cl_image *image;
    unsigned context_count; /* contexts that live in it */
    struct cl_extent *extents; /* sorted, disjoint: what is open in [rw_start, USER_END) */
    unsigned extent_count, extent_room;
    bool is_data_discarded; /* initial data may be missing although the page is not dirty */
    struct cl_slot *next_warm;
};

int cl_elrange_reserve(unsigned slot_count);
int cl_elrange_take(void); /* a free slot number, or -ENOMEM */
void cl_elrange_give(unsigned index); /* its mapping is PROT_NONE again afterwards */
uint8_t *cl_elrange_base(unsigned index);
bool cl_elrange_contains(uint64_t host_address);
unsigned cl_elrange_count(void); /* how many may be in use at once */

struct cl_segments {
    const uint8_t *text, *rodata, *data;
    size_t text_size, rodata_size, data_size;
    uint64_t text_offset, rodata_offset, data_offset, data_end;
};
int cl_image_create(const struct cl_segments *segments, struct cl_image **result);
void cl_image_unref(struct cl_image *image);
void cl_image_retire(struct cl_image *image); /* unmaps its warm slots */
bool cl_image_is_label(const struct cl_image *image, uint64_t offset);
void cl_gate_page_write(uint8_t *page);

int cl_slot_take(struct cl_image *image, struct cl_slot **result);
int cl_slot_take_like(const struct cl_slot *other, struct cl_slot **result); /* with its extents, if a warm one has them */
void cl_slot_give(struct cl_slot *slot);
int cl_slot_fork(struct cl_slot *parent, struct cl_slot **result);
int cl_slot_protect(struct cl_slot *slot, uint64_t start, uint64_t size, uint32_t protection);
/* `is_lazy`: the host drops a page's contents only if it wants memory before the next write to the page. */
int cl_slot_discard(struct cl_slot *slot, uint64_t start, uint64_t size, bool is_lazy);
int64_t cl_slot_resident(struct cl_slot *slot);
int cl_slot_scrub(struct cl_slot *slot); /* the contents are as freshly mapped again; more may be open */
bool cl_slot_has_first_extents(const struct cl_slot *slot);
int cl_slot_restore_extents(struct cl_slot *slot);
void cl_slot_unmap(struct cl_slot *slot); /* and frees it */
void cl_slot_copy_data(struct cl_slot *slot);

int cl_extents_set(struct cl_slot *slot, uint32_t start, uint32_t end, uint32_t protection);
bool cl_extents_equal(const struct cl_slot *a, const struct cl_slot *b);
bool cl_extents_is_open(const struct cl_slot *slot, uint32_t address);

/* Calls visit(start, end) for runs of private pages present or swapped in [start, end); page-aligned host addresses. A
   visitor that returns a positive number ends the visit with it. */
typedef int (*cl_page_visitor)(void *state, uint8_t *start, uint8_t *end);
int cl_pages_visit(uint8_t *start, uint8_t *end, cl_page_visitor visit, void *state);
extern bool cl_pages_without_scan; /* tests: take the fallback */

/* Copies with fault recovery; 0, or -EFAULT when either side cannot be accessed. */
int cl_copy(void *to, const void *from, size_t size);
int cl_slot_copy_in(const struct cl_slot *slot, void *to, uint64_t address, size_t size);
int cl_slot_copy_out(const struct cl_slot *slot, uint64_t address, const void *from, size_t size);

#endif
