/* Copies between the core and a slot. A guest range is an allegation: it is checked against 4 GiB here, and against
   what is mapped by the CPU, whose fault ends the copy. */

#include "core.h"

#include <errno.h>
#include <stddef.h>

_Static_assert(offsetof(struct cl_cpu, recover_rsp) == CPU_RECOVER_RSP, "gate.S");

int cl_copy(void *to, const void *from, size_t size) {
    return cl_copy_recoverable(to, from, size) ? -EFAULT : 0;
}

static bool is_in_slot(uint64_t address, size_t size) {
    return address <= CLOISTER_SLOT_SIZE && size <= CLOISTER_SLOT_SIZE - address;
}

int cl_slot_copy_in(const struct cl_slot *slot, void *to, uint64_t address, size_t size) {
    return is_in_slot(address, size) ? cl_copy(to, slot->base + address, size) : -EFAULT;
}

/* The immutable parts are mapped without write access, so that the CPU refuses them. */
int cl_slot_copy_out(const struct cl_slot *slot, uint64_t address, const void *from, size_t size) {
    return is_in_slot(address, size) ? cl_copy(slot->base + address, from, size) : -EFAULT;
}
