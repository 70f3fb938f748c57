/* Opening and closing the core. */

#include "core.h"

#include <errno.h>
#include <string.h>

/* Threads outnumber processes. */
enum { CONTEXTS_A_SLOT = 2, MORE_CONTEXTS = 1024 };

int cl_core_open(unsigned slot_count, unsigned tick_ms, const struct cl_host *host) {
    int error = cl_cpu_probe();
    if (error) return error;
    memset(&cl_core, 0, sizeof cl_core);
    cl_core.host = *host;
    cl_core.tick_ms = tick_ms;
    cl_core.is_native = true;
    cl_cpu.pending = 0;
    error = cl_elrange_reserve(slot_count);
    if (error) return error;
    error = cl_control_reserve(slot_count * CONTEXTS_A_SLOT + MORE_CONTEXTS);
    if (!error) error = cl_thread_prepare();
    if (error) cl_elrange_release();
    return error;
}

void cl_core_close(void) {
    cl_tick_stop();
    cl_control_release();
    cl_elrange_release();
}
