/* Contexts: registers, control stacks, saved signal states, queues. */
#ifndef CLOISTER_CONTEXT_H
#define CLOISTER_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "layout.h"
#include "offsets.h"

struct cl_slot;
struct cl_files;

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15, GPR_COUNT };

#define CL_XSAVE_SIZE 832 /* x87, SSE and AVX in the standard format */
#define CL_MXCSR_DEFAULT 0x1f80

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
    uint64_t signal_mask; /* bit n - 1: signal n is blocked */
    bool has_signal_mask; /* the host keeps the mask here, so that rt_sigprocmask may be answered natively */
    bool has_pending_signals; /* unblocking may deliver something: then the host answers */
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
/* `runs_first`: before the running context goes on, which comes right after it. */
void cl_context_start(struct cl_context *context, bool runs_first);
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

#endif
