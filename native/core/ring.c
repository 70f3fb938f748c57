/* Rings: a pipe's buffer with the contexts that wait for it. A woken context repeats its syscall. */

#include "core.h"

#include <errno.h>
#include <stdlib.h>

struct cl_ring *cl_ring_create(uint32_t capacity) {
    struct cl_ring *ring = calloc(1, sizeof *ring);
    if (!ring) return NULL;
    ring->buffer = malloc(capacity);
    if (!ring->buffer) {
        free(ring);
        return NULL;
    }
    ring->capacity = capacity;
    ring->references = 1;
    return ring;
}

/* Somebody may have closed the descriptor under a waiting thread: it asks again, and the host answers. */
void cl_ring_unref(struct cl_ring *ring) {
    if (--ring->references) return;
    cl_ring_wake_readers(ring);
    cl_ring_wake_writers(ring);
    free(ring->buffer);
    free(ring);
}

uint64_t cl_ring_room(const struct cl_ring *ring) {
    return ring->capacity - (ring->tail - ring->head);
}

/* The two pieces that `size` bytes from `position` on have in the buffer. */
struct pieces {
    uint8_t *first;
    uint64_t first_size, second_size;
};

static struct pieces pieces_at(const struct cl_ring *ring, uint64_t position, uint64_t size) {
    uint64_t offset = position & (ring->capacity - 1);
    uint64_t until_end = ring->capacity - offset;
    uint64_t first_size = size < until_end ? size : until_end;
    return (struct pieces){ring->buffer + offset, first_size, size - first_size};
}

int64_t cl_ring_take(struct cl_ring *ring, uint8_t *to, uint64_t size) {
    uint64_t used = ring->tail - ring->head;
    if (size > used) size = used;
    struct pieces pieces = pieces_at(ring, ring->head, size);
    if (cl_copy(to, pieces.first, pieces.first_size)) return -EFAULT;
    if (pieces.second_size && cl_copy(to + pieces.first_size, ring->buffer, pieces.second_size)) return -EFAULT;
    ring->head += size;
    return (int64_t)size;
}

int64_t cl_ring_put(struct cl_ring *ring, const uint8_t *from, uint64_t size) {
    uint64_t room = cl_ring_room(ring);
    if (size > room) size = room;
    struct pieces pieces = pieces_at(ring, ring->tail, size);
    if (cl_copy(pieces.first, from, pieces.first_size)) return -EFAULT;
    if (pieces.second_size && cl_copy(ring->buffer, from + pieces.first_size, pieces.second_size)) return -EFAULT;
    ring->tail += size;
    return (int64_t)size;
}

static void wake_all(struct cl_queue *queue) {
    struct cl_context *context;
    while ((context = cl_queue_pop(queue))) cl_make_runnable(context);
}

void cl_ring_wake_readers(struct cl_ring *ring) {
    wake_all(&ring->blocked_readers);
}

void cl_ring_wake_writers(struct cl_ring *ring) {
    wake_all(&ring->blocked_writers);
}

bool cl_ring_interrupt(struct cl_context *context) {
    if (context->state != CL_IN_RING) return false;
    cl_queue_remove(context);
    context->regs.how = CL_AT_GATE;
    context->regs.gpr[RAX] = context->progress ? context->progress : (uint64_t)-EINTR;
    cl_make_runnable(context);
    return true;
}
