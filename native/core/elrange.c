/* The ELRANGE: one reservation of address space, cut into slots of 4 GiB at 4 GiB boundaries. */

#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

static uint8_t *reservation;
static size_t reservation_size;
static uint8_t *first_slot;
static unsigned slot_count;
static unsigned *free_slots; /* a stack of slot numbers */
static unsigned free_count;

/* PROT_NONE without reserve costs nothing; a guard of a whole slot follows the last one. */
int cl_elrange_reserve(unsigned count) {
    reservation_size = (count + 2) * (size_t)CLOISTER_SLOT_SIZE;
    reservation = mmap(NULL, reservation_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reservation == MAP_FAILED) return -ENOMEM;
    free_slots = malloc(count * sizeof *free_slots);
    if (!free_slots) {
        munmap(reservation, reservation_size);
        return -ENOMEM;
    }
    uintptr_t aligned = ((uintptr_t)reservation + CLOISTER_SLOT_SIZE - 1) & ~(uintptr_t)(CLOISTER_SLOT_SIZE - 1);
    first_slot = (uint8_t *)aligned;
    slot_count = free_count = count;
    for (unsigned i = 0; i < count; i++) free_slots[i] = count - 1 - i;
    return 0;
}

void cl_elrange_release(void) {
    munmap(reservation, reservation_size);
    free(free_slots);
    reservation = first_slot = NULL;
    free_slots = NULL;
    slot_count = free_count = 0;
}

int cl_elrange_take(void) {
    return free_count ? (int)free_slots[--free_count] : -ENOMEM;
}

/* A fresh mapping drops every page and joins the neighbours' guards again. If even that fails the slot stays lost:
   a slot with something left in it is never given out. */
void cl_elrange_give(unsigned index) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
    if (mmap(cl_elrange_base(index), CLOISTER_SLOT_SIZE, PROT_NONE, flags, -1, 0) == MAP_FAILED) return;
    free_slots[free_count++] = index;
}

uint8_t *cl_elrange_base(unsigned index) {
    return first_slot + index * (size_t)CLOISTER_SLOT_SIZE;
}

bool cl_elrange_contains(uint64_t host_address) {
    return host_address - (uint64_t)first_slot < (slot_count + 1) * (uint64_t)CLOISTER_SLOT_SIZE;
}

unsigned cl_elrange_count(void) {
    return slot_count;
}
