/* The ELRANGE: one reservation of address space, cut into slots of 4 GiB at 4 GiB boundaries. */

#define _GNU_SOURCE
#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Reserved whatever is asked for, so that a second core finds room while slots of the first are still referred to. */
enum { USUAL_COUNT = 4096 };

static uint8_t *first_slot; /* NULL until the first reservation, which stays for the life of the process */
static unsigned slot_count, slot_limit;
static unsigned *free_slots; /* a stack of slot numbers */
static unsigned free_count;

/* PROT_NONE without reserve costs nothing; a guard of a whole slot follows the last one. Huge pages are refused: a
   2 MiB page zeroed for a small process costs more than the process. */
static uint8_t *reserve(unsigned count) {
    size_t size = (count + 2) * (size_t)CLOISTER_SLOT_SIZE;
    uint8_t *start = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) return NULL;
    uintptr_t mask = CLOISTER_SLOT_SIZE - 1;
    uint8_t *aligned = (uint8_t *)(((uintptr_t)start + mask) & ~mask);
    if (aligned > start) munmap(start, (size_t)(aligned - start));
    madvise(aligned, (count + 1) * (size_t)CLOISTER_SLOT_SIZE, MADV_NOHUGEPAGE);
    return aligned;
}

static int reserve_first(unsigned count) {
    first_slot = reserve(count > USUAL_COUNT ? count : USUAL_COUNT);
    slot_count = count > USUAL_COUNT ? count : USUAL_COUNT;
    if (!first_slot) {
        first_slot = reserve(count);
        slot_count = count;
    }
    free_slots = malloc(slot_count * sizeof *free_slots);
    if (!first_slot || !free_slots) return -ENOMEM;
    for (unsigned i = 0; i < slot_count; i++) free_slots[i] = slot_count - 1 - i;
    free_count = slot_count;
    return 0;
}

int cl_elrange_reserve(unsigned count) {
    int error = first_slot ? 0 : reserve_first(count);
    slot_limit = count;
    return error || count > slot_count ? -ENOMEM : 0;
}

int cl_elrange_take(void) {
    return slot_count - free_count < slot_limit ? (int)free_slots[--free_count] : -ENOMEM;
}

/* A fresh mapping drops every page and joins the neighbours' guards again. If even that fails the slot stays lost:
   a slot with something left in it is never given out. */
void cl_elrange_give(unsigned index) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
    if (mmap(cl_elrange_base(index), CLOISTER_SLOT_SIZE, PROT_NONE, flags, -1, 0) == MAP_FAILED) return;
    madvise(cl_elrange_base(index), CLOISTER_SLOT_SIZE, MADV_NOHUGEPAGE);
    free_slots[free_count++] = index;
}

uint8_t *cl_elrange_base(unsigned index) {
    return first_slot + index * (size_t)CLOISTER_SLOT_SIZE;
}

bool cl_elrange_contains(uint64_t host_address) {
    return host_address - (uint64_t)first_slot < (slot_count + 1) * (uint64_t)CLOISTER_SLOT_SIZE;
}

unsigned cl_elrange_count(void) {
    return slot_limit;
}
