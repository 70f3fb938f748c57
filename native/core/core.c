/* Opening the core. */

#include "core.h"

/* 128 GiB of address space, lazily backed. */
enum { MAX_CONTEXTS = 32768 };

/* Counters begin anew; what of an earlier core is still referred to goes on counting as live. */
static void reset_statistics(void) {
    struct cl_statistics *s = &cl_core.statistics;
    *s = (struct cl_statistics){.slots_live = s->slots_live,
                                .slots_peak = s->slots_live,
                                .slots_warm = s->slots_warm,
                                .contexts_live = s->contexts_live,
                                .contexts_peak = s->contexts_live};
}

int cl_core_open(unsigned slot_count, unsigned tick_ms, const struct cl_host *host) {
    int error = cl_cpu_probe();
    if (error) return error;
    reset_statistics();
    cl_core.host = *host;
    cl_core.tick_ms = tick_ms;
    cl_core.is_native = true;
    cl_cpu.pending = 0;
    error = cl_elrange_reserve(slot_count);
    if (!error) error = cl_control_reserve(MAX_CONTEXTS);
    return error ? error : cl_thread_prepare();
}
