/* Forking a slot: every private page of the parent is copied to the same offset of the child, while the child's pages
   are still writable; then the child gets the parent's protections. */

#define _GNU_SOURCE
#include "core.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

struct copying {
    struct cl_slot *parent, *child;
    uint8_t *next_data; /* initial data before this is right in the child */
};

/* Initial data that the parent has discarded must not show in the child. */
static void zero_data_until(struct copying *copying, uint8_t *here) {
    const struct cl_image *image = copying->parent->image;
    uint8_t *data_end = copying->parent->base + image->data_end;
    uint8_t *end = here < data_end ? here : data_end;
    if (copying->next_data < end)
        memset(copying->child->base + (copying->next_data - copying->parent->base), 0, (size_t)(end - copying->next_data));
}

static int copy_run(void *state, uint8_t *start, uint8_t *end) {
    struct copying *copying = state;
    uint8_t *to = copying->child->base + (start - copying->parent->base);
    zero_data_until(copying, start);
    if (end > copying->next_data) copying->next_data = end;
    memcpy(to, start, (size_t)(end - start));
    return 0;
}

static int open_for_copy(struct cl_slot *child, const struct cl_extent *extent) {
    if (extent->start >= child->image->rw_start && extent->end <= child->image->rw_end) return 0;
    for (unsigned i = 0; i < child->extent_count; i++)
        if (memcmp(&child->extents[i], extent, sizeof *extent) == 0) return 0;
    return cl_slot_protect(child, extent->start, extent->end - extent->start, CL_READ | CL_WRITE);
}

/* Pages without access are made readable for the moment of copying. */
static int visit_extent(struct copying *copying, const struct cl_extent *extent) {
    uint8_t *start = copying->parent->base + extent->start, *end = copying->parent->base + extent->end;
    bool is_hidden = extent->protection == CL_KEPT;
    if (is_hidden && mprotect(start, (size_t)(end - start), PROT_READ)) return -ENOMEM;
    int error = cl_pages_visit(start, end, copy_run, copying);
    if (is_hidden && mprotect(start, (size_t)(end - start), PROT_NONE)) return -ENOMEM;
    return error;
}

static int copy_extents(struct copying *copying) {
    const struct cl_slot *parent = copying->parent;
    for (unsigned i = 0; i < parent->extent_count; i++) {
        const struct cl_extent *extent = &parent->extents[i];
        int error = open_for_copy(copying->child, extent);
        if (!error) error = visit_extent(copying, extent);
        if (error) return error;
    }
    zero_data_until(copying, parent->base + parent->image->data_end);
    return 0;
}

/* Closes the holes that the parent has in the first rw range and restricts what it has restricted. */
static int copy_protections(struct cl_slot *parent, struct cl_slot *child) {
    const struct cl_image *image = parent->image;
    uint32_t hole = image->rw_start;
    for (unsigned i = 0; i <= parent->extent_count; i++) {
        bool is_last = i == parent->extent_count;
        uint32_t start = is_last ? image->rw_end : parent->extents[i].start;
        uint32_t hole_end = start < image->rw_end ? start : image->rw_end;
        int error = hole < hole_end ? cl_slot_protect(child, hole, hole_end - hole, CL_NONE) : 0;
        if (!error && !is_last && parent->extents[i].protection != (CL_READ | CL_WRITE))
            error = cl_slot_protect(child, start, parent->extents[i].end - start, parent->extents[i].protection);
        if (error) return error;
        if (!is_last) hole = parent->extents[i].end;
    }
    return 0;
}

int cl_slot_fork(struct cl_slot *parent, struct cl_slot **result) {
    struct cl_slot *child;
    int error = cl_slot_take_like(parent, &child);
    if (error) return error;
    struct copying copying = {parent, child, parent->base + parent->image->data_start};
    error = copy_extents(&copying);
    if (!error && !cl_extents_equal(parent, child)) error = copy_protections(parent, child);
    if (error) {
        cl_slot_give(child);
        return error;
    }
    child->is_data_discarded = parent->is_data_discarded;
    *result = child;
    return 0;
}
