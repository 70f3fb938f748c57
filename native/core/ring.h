/* Rings, and which descriptors are rings. */
#ifndef CLOISTER_RING_H
#define CLOISTER_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "context.h"

struct cl_ring {
    uint64_t head, tail; /* bytes ever read and written; tail - head are in it */
    uint32_t capacity; /* a power of two */
    int readers, writers;
    bool watched;
    unsigned references; /* the binding's object and every cl_binding */
    uint8_t *buffer;
    struct cl_queue blocked_readers, blocked_writers;
    void *host;
};

enum { CL_PIPE_BUF = 4096, CL_MAX_FDS = 65536 };

struct cl_binding {
    struct cl_ring *ring; /* NULL: not answered natively */
    uint32_t mode;
};

struct cl_files { /* which descriptors are rings; shared by threads */
    unsigned references;
    unsigned count;
    struct cl_binding *bindings;
};

struct cl_ring *cl_ring_create(uint32_t capacity);
void cl_ring_unref(struct cl_ring *ring);
int64_t cl_ring_take(struct cl_ring *ring, uint8_t *to, uint64_t size); /* bytes, 0 if empty, or -EFAULT */
int64_t cl_ring_put(struct cl_ring *ring, const uint8_t *from, uint64_t size); /* bytes, or -EFAULT; no PIPE_BUF rule */
uint64_t cl_ring_room(const struct cl_ring *ring);
void cl_ring_wake_readers(struct cl_ring *ring);
void cl_ring_wake_writers(struct cl_ring *ring);
bool cl_ring_interrupt(struct cl_context *context);

struct cl_files *cl_files_create(void);
void cl_files_unref(struct cl_files *files);
struct cl_files *cl_files_copy(const struct cl_files *files);
int cl_files_bind(struct cl_files *files, unsigned fd, struct cl_ring *ring, uint32_t mode);
void cl_files_unbind(struct cl_files *files, unsigned fd);

/* A native handler gives the syscall's result or one of these. */
#define CL_DECLINED INT64_MIN /* ask the host's handler */
#define CL_BLOCKED (INT64_MIN + 1) /* the context waits in a ring's queue */
int64_t cl_native_read(struct cl_context *context);
int64_t cl_native_write(struct cl_context *context);
int64_t cl_native_readv(struct cl_context *context);
int64_t cl_native_writev(struct cl_context *context);
int64_t cl_native_syscall(struct cl_context *context);

#endif
