/* Which of a thread's descriptors are rings. */

#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct cl_files *cl_files_create(void) {
    struct cl_files *files = calloc(1, sizeof *files);
    if (files) files->references = 1;
    return files;
}

void cl_files_unref(struct cl_files *files) {
    if (--files->references) return;
    for (unsigned fd = 0; fd < files->count; fd++) cl_files_unbind(files, fd);
    free(files->bindings);
    free(files);
}

static int grow(struct cl_files *files, unsigned count) {
    struct cl_binding *bindings = realloc(files->bindings, count * sizeof *bindings);
    if (!bindings) return -ENOMEM;
    memset(bindings + files->count, 0, (count - files->count) * sizeof *bindings);
    files->bindings = bindings;
    files->count = count;
    return 0;
}

int cl_files_bind(struct cl_files *files, unsigned fd, struct cl_ring *ring, uint32_t mode) {
    if (fd >= CL_MAX_FDS) return -EINVAL;
    int error = fd < files->count ? 0 : grow(files, (fd | 15) + 1);
    if (error) return error;
    ring->references++;
    cl_files_unbind(files, fd);
    files->bindings[fd] = (struct cl_binding){ring, mode};
    return 0;
}

void cl_files_unbind(struct cl_files *files, unsigned fd) {
    if (fd >= files->count || !files->bindings[fd].ring) return;
    struct cl_ring *ring = files->bindings[fd].ring;
    files->bindings[fd].ring = NULL;
    cl_ring_unref(ring);
}

struct cl_files *cl_files_copy(const struct cl_files *files) {
    struct cl_files *copy = cl_files_create();
    if (!copy) return NULL;
    if (files->count && grow(copy, files->count)) {
        cl_files_unref(copy);
        return NULL;
    }
    for (unsigned fd = 0; fd < files->count; fd++) {
        copy->bindings[fd] = files->bindings[fd];
        if (copy->bindings[fd].ring) copy->bindings[fd].ring->references++;
    }
    return copy;
}
