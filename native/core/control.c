/* Control stacks: one region of 4 MiB per thread in an arena outside every slot.

       bottom   guard page
                reserve (64 KiB): closed but while a handler for control-stack overflow runs
                return addresses, growing down from stack_start
       top      trusted block (its last bytes: abi.layout)

   Guards are guard pages inside one mapping where the kernel has them (Linux 6.13); else each region costs two VMAs.
   Where the whole arena cannot be writable (strict overcommit) each region is opened when it is first used. */

#define _GNU_SOURCE
#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif

enum {
    GUARD_SIZE = CLOISTER_PAGE_SIZE,
    CLOSED_SIZE = GUARD_SIZE + CLOISTER_CONTROL_STACK_RESERVE,
    KEPT_SIZE = 4 * CLOISTER_PAGE_SIZE, /* below the trusted block: stays resident for the next thread */
    COLOURS = 32, /* stack tops differ in their cache sets */
    LINE_SIZE = 64,
};

bool cl_control_without_guards;
static uint8_t *arena;
static bool is_arena_closed; /* PROT_NONE but for the regions in use */
static unsigned region_count, fresh_count; /* regions from fresh_count on were never used */
static unsigned *free_regions, free_count;

/* Once a process, as the ELRANGE. */
int cl_control_reserve(unsigned count) {
    if (arena) return count <= region_count ? 0 : -ENOMEM;
    size_t reservation_size = (count + 1) * (size_t)CLOISTER_CONTROL_STACK_SIZE;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    uint8_t *reservation = mmap(NULL, reservation_size, PROT_READ | PROT_WRITE, flags, -1, 0);
    is_arena_closed = reservation == MAP_FAILED;
    if (is_arena_closed) reservation = mmap(NULL, reservation_size, PROT_NONE, flags, -1, 0);
    free_regions = malloc(count * sizeof *free_regions);
    if (reservation == MAP_FAILED || !free_regions) return -ENOMEM;
    madvise(reservation, reservation_size, MADV_NOHUGEPAGE); /* a failure costs memory only */
    uintptr_t mask = CLOISTER_CONTROL_STACK_SIZE - 1;
    arena = (uint8_t *)(((uintptr_t)reservation + mask) & ~mask);
    region_count = count;
    fresh_count = free_count = 0;
    return 0;
}

static uint8_t *region_base(unsigned index) {
    return arena + index * (size_t)CLOISTER_CONTROL_STACK_SIZE;
}

static int close_range(uint8_t *start, size_t size) {
    if (!cl_control_without_guards) {
        if (!madvise(start, size, MADV_GUARD_INSTALL)) return 0;
        cl_control_without_guards = true;
    }
    return mprotect(start, size, PROT_NONE) ? -ENOMEM : 0;
}

static int prepare_region(uint8_t *region) {
    size_t usable = CLOISTER_CONTROL_STACK_SIZE - CLOSED_SIZE;
    if (is_arena_closed && mprotect(region + CLOSED_SIZE, usable, PROT_READ | PROT_WRITE)) return -ENOMEM;
    if (is_arena_closed) cl_control_without_guards = true;
    return is_arena_closed ? 0 : close_range(region, CLOSED_SIZE);
}

static int open_range(uint8_t *start, size_t size) {
    if (!cl_control_without_guards) return madvise(start, size, MADV_GUARD_REMOVE) ? -ENOMEM : 0;
    return mprotect(start, size, PROT_READ | PROT_WRITE) ? -ENOMEM : 0;
}

static void set_trusted(uint8_t *region, int displacement, const void *value) {
    memcpy(region + CLOISTER_CONTROL_STACK_SIZE - 1 + displacement, &value, sizeof value);
}

/* Written once: no guest can change it, and it is the same for every tenant. */
static void write_entries(uint8_t *region) {
    set_trusted(region, CLOISTER_TRUSTED_SYSCALL_ENTRY, cl_gate_syscall);
    set_trusted(region, TRUSTED_RAW_ENTRY, cl_gate_raw);
    set_trusted(region, TRUSTED_CPUID_ENTRY, cl_gate_cpuid);
    set_trusted(region, TRUSTED_XGETBV_ENTRY, cl_gate_xgetbv);
    set_trusted(region, TRUSTED_SETJMP_ENTRY, cl_gate_setjmp);
    set_trusted(region, TRUSTED_LONGJMP_ENTRY, cl_gate_longjmp);
    set_trusted(region, TRUSTED_SIGRETURN_ENTRY, cl_gate_sigreturn);
}

int cl_control_take(struct cl_context *context) {
    unsigned index;
    if (free_count) {
        index = free_regions[--free_count];
    } else {
        if (fresh_count == region_count) return -ENOMEM;
        index = fresh_count;
        if (prepare_region(region_base(index))) return -ENOMEM;
        fresh_count++;
        write_entries(region_base(index));
    }
    uint8_t *region = region_base(index);
    context->control = region;
    context->control_index = index;
    size_t colour = index % COLOURS * LINE_SIZE;
    context->stack_start = (uint64_t)region + CLOISTER_CONTROL_STACK_SIZE - CLOISTER_TRUSTED_BLOCK_SIZE - LINE_SIZE - colour;
    set_trusted(region, CLOISTER_TRUSTED_THREAD_POINTER, NULL);
    set_trusted(region, CLOISTER_TRUSTED_CONTEXT, context);
    set_trusted(region, CLOISTER_TRUSTED_STACK_START, (void *)context->stack_start);
    return 0;
}

/* Every call writes a return address, so the lowest word of the kept part tells whether a thread went deeper. */
static void drop_deep_pages(uint8_t *region) {
    uint8_t *kept = region + CLOISTER_CONTROL_STACK_SIZE - CLOISTER_TRUSTED_BLOCK_SIZE - KEPT_SIZE;
    if (*(uint64_t *)kept == 0) return;
    uint8_t *bottom = region + CLOSED_SIZE;
    madvise(bottom, (size_t)(kept - bottom), MADV_DONTNEED);
    memset(kept, 0, KEPT_SIZE);
}

void cl_control_give(struct cl_context *context) {
    if (!context->control) return;
    cl_control_close_reserve(context);
    drop_deep_pages(context->control);
    set_trusted(context->control, CLOISTER_TRUSTED_CONTEXT, NULL);
    free_regions[free_count++] = context->control_index;
    context->control = NULL;
}

int cl_control_open_reserve(struct cl_context *context) {
    if (context->is_reserve_open) return 0;
    int error = open_range(context->control + GUARD_SIZE, CLOISTER_CONTROL_STACK_RESERVE);
    if (!error) context->is_reserve_open = true;
    return error;
}

int cl_control_close_reserve(struct cl_context *context) {
    if (!context->is_reserve_open) return 0;
    context->is_reserve_open = false;
    return close_range(context->control + GUARD_SIZE, CLOISTER_CONTROL_STACK_RESERVE);
}

bool cl_control_is_reserved(void) {
    return arena != NULL;
}

bool cl_control_contains(uint64_t host_address) {
    return host_address - (uint64_t)arena < region_count * (uint64_t)CLOISTER_CONTROL_STACK_SIZE;
}

uint8_t *cl_control_end(const struct cl_context *context) {
    return context->control + CLOISTER_CONTROL_STACK_SIZE;
}

uint64_t cl_control_floor(const struct cl_context *context) {
    return (uint64_t)context->control + (context->is_reserve_open ? GUARD_SIZE : CLOSED_SIZE);
}
