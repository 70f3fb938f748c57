/* read, readv, write, writev on rings: pipe(7) without its policy (SIGPIPE, O_NONBLOCK), which is the host's. */

#include "core.h"

#include <errno.h>

enum { MAX_SPANS = 1024 };
#define MAX_TRANSFER 0x7ffff000ULL /* MAX_RW_COUNT of Linux */

/* A guest range, checked: inside 4 GiB. What of it is accessible shows when it is copied. */
struct span {
    uint8_t *start;
    uint64_t size;
};

struct iovec_words { /* struct iovec as the guest has it */
    uint64_t address, size;
};

static struct cl_ring *bound_ring(const struct cl_context *context, uint32_t mode) {
    uint64_t fd = (uint32_t)context->regs.gpr[RDI];
    const struct cl_files *files = context->files;
    if (fd >= files->count || !(files->bindings[fd].mode & mode)) return NULL;
    return files->bindings[fd].ring;
}

static int check_span(const struct cl_context *context, uint64_t address, uint64_t size, struct span *span) {
    address = (uint32_t)address;
    if (size > CLOISTER_SLOT_SIZE - address) return -EFAULT;
    *span = (struct span){context->base + address, size < MAX_TRANSFER ? size : MAX_TRANSFER};
    return 0;
}

static int64_t buffer_span(const struct cl_context *context, struct span *span) {
    int error = check_span(context, context->regs.gpr[RSI], context->regs.gpr[RDX], span);
    return error ? error : (int64_t)span->size;
}

/* The total size of a guest's iovecs, read once into `spans`; EINVAL and EFAULT as readv(2) says. */
static int64_t vector_spans(const struct cl_context *context, struct span *spans) {
    static struct iovec_words words[MAX_SPANS];
    uint64_t count = (uint32_t)context->regs.gpr[RDX];
    if (count > MAX_SPANS) return -EINVAL;
    uint64_t address = (uint32_t)context->regs.gpr[RSI];
    if (cl_slot_copy_in(context->slot, words, address, count * sizeof *words)) return -EFAULT;
    uint64_t total = 0;
    for (uint64_t i = 0; i < count; i++) {
        if ((int64_t)words[i].size < 0) return -EINVAL;
        int error = check_span(context, words[i].address, words[i].size, &spans[i]);
        if (error) return error;
        if (spans[i].size > MAX_TRANSFER - total) spans[i].size = MAX_TRANSFER - total;
        total += spans[i].size;
    }
    return (int64_t)total;
}

static int64_t block(struct cl_context *context, struct cl_queue *queue) {
    context->regs.how = CL_AT_SYSCALL;
    context->state = CL_IN_RING;
    cl_queue_push(queue, context);
    return CL_BLOCKED;
}

static void report(struct cl_context *context, struct cl_ring *ring) {
    if (!ring->watched) return;
    cl_host_begin(context);
    cl_core.host.ring_changed(ring);
}

static int64_t take_into(struct cl_ring *ring, const struct span *spans, uint64_t wanted) {
    uint64_t done = 0;
    for (; done < wanted && ring->tail != ring->head; spans++) {
        int64_t size = cl_ring_take(ring, spans->start, spans->size);
        if (size < 0) return done ? (int64_t)done : size;
        done += (uint64_t)size;
    }
    return (int64_t)done;
}

static int64_t read_ring(struct cl_context *context, struct cl_ring *ring, const struct span *spans, int64_t wanted) {
    if (wanted <= 0) return wanted;
    if (ring->tail == ring->head) return ring->writers > 0 ? block(context, &ring->blocked_readers) : 0;
    int64_t done = take_into(ring, spans, (uint64_t)wanted);
    if (done > 0) {
        cl_ring_wake_writers(ring);
        report(context, ring);
    }
    return done;
}

/* Puts what fits of `spans`, without the first `skip` bytes, which an earlier attempt has put. A fault takes back what
   this attempt has put: nobody has seen it, and a write of up to PIPE_BUF is all or nothing. */
static int64_t put_from(struct cl_ring *ring, const struct span *spans, uint64_t wanted, uint64_t skip) {
    uint64_t done = 0, position = 0, old_tail = ring->tail;
    for (; position < wanted && cl_ring_room(ring); position += spans->size, spans++) {
        if (skip >= position + spans->size) continue;
        uint64_t offset = skip > position ? skip - position : 0;
        int64_t size = cl_ring_put(ring, spans->start + offset, spans->size - offset);
        if (size < 0) {
            ring->tail = old_tail;
            return size;
        }
        done += (uint64_t)size;
    }
    return (int64_t)done;
}

static int64_t write_ring(struct cl_context *context, struct cl_ring *ring, const struct span *spans, int64_t wanted) {
    if (wanted <= 0) return wanted;
    /* The readers left while it was blocked: what went in counts. SIGPIPE, which the host raises, meets the next write. */
    if (ring->readers <= 0) return context->progress ? (int64_t)context->progress : CL_DECLINED;
    if (wanted <= CL_PIPE_BUF && cl_ring_room(ring) < (uint64_t)wanted) return block(context, &ring->blocked_writers);
    int64_t size = put_from(ring, spans, (uint64_t)wanted, context->progress);
    if (size < 0) return context->progress ? (int64_t)context->progress : size;
    context->progress += (uint64_t)size;
    if (size > 0) {
        cl_ring_wake_readers(ring);
        report(context, ring);
    }
    if (context->progress < (uint64_t)wanted) return block(context, &ring->blocked_writers);
    return wanted;
}

int64_t cl_native_read(struct cl_context *context) {
    struct cl_ring *ring = bound_ring(context, CL_READ);
    struct span span;
    return ring ? read_ring(context, ring, &span, buffer_span(context, &span)) : CL_DECLINED;
}

int64_t cl_native_write(struct cl_context *context) {
    struct cl_ring *ring = bound_ring(context, CL_WRITE);
    struct span span;
    return ring ? write_ring(context, ring, &span, buffer_span(context, &span)) : CL_DECLINED;
}

static struct span vector[MAX_SPANS];

int64_t cl_native_readv(struct cl_context *context) {
    struct cl_ring *ring = bound_ring(context, CL_READ);
    return ring ? read_ring(context, ring, vector, vector_spans(context, vector)) : CL_DECLINED;
}

int64_t cl_native_writev(struct cl_context *context) {
    struct cl_ring *ring = bound_ring(context, CL_WRITE);
    return ring ? write_ring(context, ring, vector, vector_spans(context, vector)) : CL_DECLINED;
}
