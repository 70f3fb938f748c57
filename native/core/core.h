/* The native core: slots, images, contexts, gate, run queue, rings, faults, preemption. No Python here.

   One host thread at a time is inside the core (the binding holds the interpreter's lock), so no structure has a lock
   of its own. Signal handlers touch only `cl_cpu` and the running context. Functions return 0 or a negative errno
   unless they say otherwise. Addresses named `base` are host addresses; `address` and `offset` are slot offsets. */
#ifndef CLOISTER_CORE_H
#define CLOISTER_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "layout.h"
#include "offsets.h"

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15, GPR_COUNT };

/* CL_NONE: closed, nothing there. CL_KEPT: no access, but the contents stay (mprotect to PROT_NONE). */
enum cl_protection { CL_NONE = 0, CL_READ = 1, CL_WRITE = 2, CL_EXEC = 4, CL_KEPT = 8 };

/* --- registers --------------------------------------------------------------------------------------------------- */

#define CL_XSAVE_SIZE 832 /* x87, SSE and AVX in the standard format */
#define CL_MXCSR_DEFAULT 0x1f80
#define CL_FCW_DEFAULT 0x37f

/* All of a stopped thread. `how` says where it stands: CL_AT_GATE, RSP points to the gate call's return address;
   CL_AT_RIP, at any instruction; CL_AT_SYSCALL, as CL_AT_GATE, and the syscall is to be done (again) first. */
struct cl_registers {
    uint64_t gpr[GPR_COUNT];
    uint64_t rip;
    uint64_t rflags;
    uint32_t mxcsr;
    uint16_t fcw;
    uint16_t unused;
    uint32_t how;
    uint32_t has_vectors; /* xsave holds vectors, x87 and both control words; else vectors are zero */
    _Alignas(64) uint8_t xsave[CL_XSAVE_SIZE];
};

/* --- images and slots -------------------------------------------------------------------------------------------- */

struct cl_slot;

struct cl_image {
    int memfd;
    bool is_approved;
    bool is_retired; /* no new slots will be asked for: given ones are not kept warm */
    unsigned references; /* the binding's object and every slot */
    uint32_t text_start, text_end; /* page aligned; the hole up to text_start and the tail are CC */
    uint32_t rodata_start, rodata_end;
    uint32_t rw_start, rw_end; /* [data - STACK_SIZE, first break): open in a fresh slot */
    uint32_t data_start, data_end; /* page aligned: where `data` has initial bytes */
    uint8_t *view; /* the sealed file: gate page, text, rodata */
    size_t view_size;
    uint8_t *data; /* pristine copy, page padded */
    struct cl_slot *warm; /* scrubbed slots with this image mapped */
    unsigned warm_count;
};

struct cl_extent {
    uint32_t start, end; /* end <= USER_END */
    uint32_t protection;
};

struct cl_slot {
    uint8_t *base;
    unsigned index;
    struct cl_image *image;
    unsigned context_count; /* contexts that live in it */
    struct cl_extent *extents; /* sorted, disjoint: what is open in [rw_start, USER_END) */
    unsigned extent_count, extent_room;
    bool is_data_discarded; /* initial data may be missing although the page is not dirty */
    struct cl_slot *next_warm;
};

int cl_elrange_reserve(unsigned slot_count);
int cl_elrange_take(void); /* a free slot number, or -ENOMEM */
void cl_elrange_give(unsigned index); /* its mapping is PROT_NONE again afterwards */
uint8_t *cl_elrange_base(unsigned index);
bool cl_elrange_contains(uint64_t host_address);
unsigned cl_elrange_count(void); /* how many may be in use at once */

struct cl_segments {
    const uint8_t *text, *rodata, *data;
    size_t text_size, rodata_size, data_size;
    uint64_t text_offset, rodata_offset, data_offset, data_end;
};
int cl_image_create(const struct cl_segments *segments, struct cl_image **result);
void cl_image_unref(struct cl_image *image);
void cl_image_retire(struct cl_image *image); /* unmaps its warm slots */
bool cl_image_is_label(const struct cl_image *image, uint64_t offset);
void cl_gate_page_write(uint8_t *page);

int cl_slot_take(struct cl_image *image, struct cl_slot **result);
void cl_slot_give(struct cl_slot *slot);
int cl_slot_fork(struct cl_slot *parent, struct cl_slot **result);
int cl_slot_protect(struct cl_slot *slot, uint64_t start, uint64_t size, uint32_t protection);
int cl_slot_discard(struct cl_slot *slot, uint64_t start, uint64_t size);
int64_t cl_slot_resident(struct cl_slot *slot);
int cl_slot_scrub(struct cl_slot *slot); /* as freshly mapped again */
void cl_slot_unmap(struct cl_slot *slot); /* and frees it */
void cl_slot_copy_data(struct cl_slot *slot);

int cl_extents_set(struct cl_slot *slot, uint32_t start, uint32_t end, uint32_t protection);
int cl_extents_copy(struct cl_slot *to, const struct cl_slot *from);
bool cl_extents_is_open(const struct cl_slot *slot, uint32_t address);

/* Calls visit(start, end) for runs of private pages present or swapped in [start, end); page-aligned host addresses. A
   visitor that returns a positive number ends the visit with it. */
typedef int (*cl_page_visitor)(void *state, uint8_t *start, uint8_t *end);
int cl_pages_visit(uint8_t *start, uint8_t *end, cl_page_visitor visit, void *state);
extern bool cl_pages_without_scan; /* tests: take the fallback */

/* Copies with fault recovery; 0, or -EFAULT when either side cannot be accessed. */
int cl_copy(void *to, const void *from, size_t size);
int cl_slot_copy_in(const struct cl_slot *slot, void *to, uint64_t address, size_t size);
int cl_slot_copy_out(const struct cl_slot *slot, uint64_t address, const void *from, size_t size);

/* --- contexts ---------------------------------------------------------------------------------------------------- */

/* CL_STOPPED: would be runnable but for `is_stopped`. */
enum cl_state { CL_NEW, CL_RUNNABLE, CL_RUNNING, CL_SUSPENDED, CL_IN_RING, CL_STOPPED, CL_DEAD };

struct cl_context;

/* A FIFO of contexts: the run queue, or those who wait for a ring. */
struct cl_queue {
    struct cl_context *head, *tail;
    unsigned count;
};

/* What a signal interrupted: restored by sigreturn, dropped when longjmp unwinds past it. */
struct cl_saved {
    struct cl_registers regs;
    struct cl_saved *older;
};

enum { CL_MAX_SAVED = 64 };

enum cl_id { CL_PID, CL_PPID, CL_TID, CL_UID, CL_GID, CL_EUID, CL_EGID, CL_ID_COUNT };

struct cl_ring;

struct cl_binding {
    struct cl_ring *ring; /* NULL: not answered natively */
    uint32_t mode;
};

struct cl_files { /* which descriptors are rings; shared by threads */
    unsigned references;
    unsigned count;
    struct cl_binding *bindings;
};

struct cl_context {
    struct cl_registers regs;
    uint8_t *base; /* of its slot: GS base while it runs */
    struct cl_slot *slot;
    uint8_t *control; /* its control stack's region */
    unsigned control_index;
    uint64_t stack_start; /* RSP at depth 0; there the address of the gate's EXIT entry lies */
    bool is_reserve_open;
    enum cl_state state;
    bool is_pending; /* a syscall was begun and has no result yet */
    bool is_stopped; /* as SIGSTOP does: nothing makes it runnable until it is resumed */
    volatile bool attention;
    uint64_t syscall_number; /* of the last syscall, for a restart */
    uint64_t progress; /* bytes a blocked write has already moved */
    struct cl_saved *saved;
    unsigned saved_count;
    struct cl_files *files;
    int64_t ids[CL_ID_COUNT];
    struct cl_queue *queue; /* the one it is on, or NULL */
    struct cl_context *next, *previous; /* in that queue */
    void *host; /* the binding's object */
};

int cl_control_reserve(unsigned count);
int cl_control_take(struct cl_context *context);
void cl_control_give(struct cl_context *context);
int cl_control_open_reserve(struct cl_context *context);
int cl_control_close_reserve(struct cl_context *context);
bool cl_control_is_reserved(void);
bool cl_control_contains(uint64_t host_address);
uint8_t *cl_control_end(const struct cl_context *context); /* one past the region */
uint64_t cl_control_floor(const struct cl_context *context); /* lowest usable address */
extern bool cl_control_without_guards; /* tests: take the mprotect fallback; before the first reservation */

int cl_context_create(struct cl_slot *slot, uint64_t entry, uint64_t stack, struct cl_context **result);
void cl_context_free(struct cl_context *context);
void cl_context_start(struct cl_context *context);
int cl_context_fork(struct cl_context *parent, struct cl_slot *slot, bool share_files, struct cl_context **result);
int cl_context_exec(struct cl_context *context, struct cl_slot *slot, uint64_t entry, uint64_t stack);
void cl_context_complete(struct cl_context *context, int64_t result);
void cl_context_restart(struct cl_context *context);
void cl_context_settle(struct cl_context *context); /* its registers are what they shall be: it may go on */
void cl_context_suspend(struct cl_context *context);
void cl_context_resume(struct cl_context *context);
void cl_context_kill(struct cl_context *context);
void cl_context_set_thread_pointer(struct cl_context *context, uint32_t value);
uint32_t cl_context_thread_pointer(const struct cl_context *context);
uint64_t cl_context_depth(const struct cl_context *context);

int cl_signal_push(struct cl_context *context, uint64_t handler, uint64_t stack, const uint64_t arguments[3]);
int cl_signal_pop(struct cl_context *context);
void cl_signal_unwind(struct cl_context *context, uint64_t depth);
void cl_signal_clear(struct cl_context *context);
int cl_signal_copy(struct cl_context *to, const struct cl_context *from);

void cl_queue_push(struct cl_queue *queue, struct cl_context *context);
void cl_queue_push_front(struct cl_queue *queue, struct cl_context *context);
struct cl_context *cl_queue_pop(struct cl_queue *queue);
void cl_queue_remove(struct cl_context *context);
void cl_make_runnable(struct cl_context *context);

/* --- rings ------------------------------------------------------------------------------------------------------- */

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

/* --- running ----------------------------------------------------------------------------------------------------- */

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
    bool is_native; /* native syscalls are on */
    unsigned tick_ms;
    int64_t deadline_ns; /* CLOCK_MONOTONIC; 0: none. Looked at at ticks */
    struct cl_statistics statistics;
};
extern struct cl_core cl_core;

int cl_core_open(unsigned slot_count, unsigned tick_ms, const struct cl_host *host);
int cl_cpu_probe(void); /* -ENOTSUP without FSGSBASE or XSAVE */
enum cl_leave cl_run(void);
void cl_interrupt(void); /* async-signal-safe, any thread */

int cl_faults_install(void);
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
