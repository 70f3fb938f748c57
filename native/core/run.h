/* Running guests: the gate, the host's callbacks, faults and the tick. */
#ifndef CLOISTER_RUN_H
#define CLOISTER_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "context.h"

struct cl_ring;

/* What gate.S and the signal handlers share: one, as there is one running host thread. */
struct cl_cpu {
    uint64_t host_rsp;
    uint8_t *gs_base;
    struct cl_context *vector_owner; /* whose x87 and vector registers are live; NULL: nobody's that matter */
    uint64_t resume_rip;
    volatile uint64_t recover_rsp; /* not 0: inside cl_copy */
    uint32_t xsave_mask;
    uint32_t has_avx;
    uint32_t host_mxcsr;
    uint32_t scratch;
    volatile uint32_t pending; /* enum cl_pending: tested before a guest goes on */
    uint32_t has_bmi2;
    volatile bool is_running;
    int leave; /* enum cl_leave */
};
extern struct cl_cpu cl_cpu;

enum cl_pending { CL_RESCHEDULE = 1, CL_STOP = 2, CL_ERROR = 4, CL_DEADLINE = 8 };
enum cl_leave { CL_IDLE, CL_INTERRUPTED, CL_PAST_DEADLINE, CL_FAILED };

/* What the host (the binding) is asked; called on the host stack with its floating-point environment. */
struct cl_host {
    void (*syscall)(struct cl_context *context);
    void (*fault)(struct cl_context *context, int signal, int code, uint32_t address);
    void (*attention)(struct cl_context *context);
    void (*sigreturn)(struct cl_context *context);
    void (*ring_changed)(struct cl_ring *ring);
    void (*tick)(void);
};

struct cl_statistics {
    uint64_t slots_live, slots_peak, slots_warm, contexts_live, contexts_peak;
    uint64_t switches, ticks, faults, syscalls_native, syscalls_python;
};

struct cl_core {
    struct cl_host host;
    struct cl_queue run_queue;
    bool has_precedence; /* the head of the run queue runs before the running context goes on */
    bool is_native; /* native syscalls are on */
    unsigned tick_ms;
    int64_t deadline_ns; /* CLOCK_MONOTONIC; 0: none. Looked at at ticks */
    struct cl_statistics statistics;
};
extern struct cl_core cl_core;

int cl_core_open(unsigned slot_count, unsigned tick_ms, const struct cl_host *host);
int cl_cpu_probe(void); /* -ENOTSUP without FSGSBASE or XSAVE, or with a shadow stack */
enum cl_leave cl_run(void);
void cl_interrupt(void); /* async-signal-safe, any thread */

int cl_thread_prepare(void); /* signal stack and handlers of the thread that is about to run guests */
int cl_tick_start(void);
void cl_tick_stop(void);
int cl_tick_signal(void);
bool cl_is_past_deadline(void);

/* Called by gate.S on the host stack; each returns the context to go on with, or NULL to leave `cl_enter`. */
struct cl_context *cl_on_syscall(struct cl_context *context);
struct cl_context *cl_on_longjmp(struct cl_context *context);
struct cl_context *cl_on_sigreturn(struct cl_context *context);
struct cl_context *cl_on_fault(struct cl_context *context);
struct cl_context *cl_on_tick(struct cl_context *context);
struct cl_context *cl_continue(struct cl_context *context);
void cl_cpuid_answer(uint32_t leaf, uint32_t subleaf, uint32_t registers[4]);
void cl_host_begin(struct cl_context *context); /* around every call of `cl_core.host` */
void cl_raise(struct cl_context *context, int signal, int code, uint32_t address);

/* gate.S */
void cl_enter(struct cl_context *context);
void cl_vectors_save(struct cl_context *context); /* control words, and all x87 state if there is any */
void cl_vectors_host(void); /* the host's floating-point environment */
int cl_copy_recoverable(void *to, const void *from, size_t size); /* 0, or -1 after a fault */
extern const uint8_t cl_gate_text[], cl_gate_text_end[];
extern const uint8_t cl_copy_faulted[], cl_fault_landing[], cl_tick_landing[];
extern const uint8_t cl_gate_syscall[], cl_gate_raw[], cl_gate_cpuid[], cl_gate_xgetbv[], cl_gate_setjmp[],
    cl_gate_longjmp[], cl_gate_sigreturn[];

#endif
