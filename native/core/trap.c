/* From a signal frame to a context. Runs inside signal handlers. */

#define _GNU_SOURCE
#include "trap.h"

#include <string.h>

enum {
    FXSAVE_SIZE = 512,
    SOFTWARE_BYTES = 464, /* in the fxsave area: what the kernel says about the rest */
    HEADER_SIZE = 64,
    FP_XSTATE_MAGIC = 0x46505853,
};

struct cl_context *cl_interrupted_guest(const ucontext_t *ucontext) {
    uint64_t rsp = (uint64_t)ucontext->uc_mcontext.gregs[REG_RSP];
    uint64_t rip = (uint64_t)ucontext->uc_mcontext.gregs[REG_RIP];
    if (!cl_cpu.is_running || !cl_control_contains(rsp)) return NULL;
    if (rip - (uint64_t)cl_gate_text < (uint64_t)(cl_gate_text_end - cl_gate_text)) return NULL;
    uint64_t last = rsp | (CLOISTER_CONTROL_STACK_SIZE - 1);
    return *(struct cl_context **)(last + CLOISTER_TRUSTED_CONTEXT);
}

static void save_general(struct cl_registers *regs, const greg_t *gregs) {
    static const int order[GPR_COUNT] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                         REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    for (int i = 0; i < GPR_COUNT; i++) regs->gpr[i] = (uint64_t)gregs[order[i]];
    regs->rip = (uint64_t)gregs[REG_RIP];
    regs->rflags = ((uint64_t)gregs[REG_EFL] & CL_FLAGS_MASK) | CL_FLAGS_FIXED;
}

/* The kernel's frame is an xsave area in the standard format, or a bare fxsave area on CPUs without more. */
static void save_vectors(struct cl_registers *regs, const uint8_t *frame) {
    uint32_t magic;
    memcpy(&magic, frame + SOFTWARE_BYTES, sizeof magic);
    bool is_extended = magic == FP_XSTATE_MAGIC;
    memset(regs->xsave + FXSAVE_SIZE, 0, CL_XSAVE_SIZE - FXSAVE_SIZE);
    memcpy(regs->xsave, frame, is_extended ? CL_XSAVE_SIZE : FXSAVE_SIZE);
    uint64_t header[HEADER_SIZE / sizeof(uint64_t)] = {3};
    if (is_extended) memcpy(header, regs->xsave + FXSAVE_SIZE, sizeof *header);
    header[0] &= cl_cpu.xsave_mask;
    memcpy(regs->xsave + FXSAVE_SIZE, header, sizeof header);
    memcpy(&regs->fcw, frame, sizeof regs->fcw);
    memcpy(&regs->mxcsr, frame + 24, sizeof regs->mxcsr);
    regs->has_vectors = 1;
}

void cl_land(struct cl_context *context, ucontext_t *ucontext, const uint8_t *landing) {
    greg_t *gregs = ucontext->uc_mcontext.gregs;
    save_general(&context->regs, gregs);
    save_vectors(&context->regs, (const uint8_t *)ucontext->uc_mcontext.fpregs);
    context->regs.how = CL_AT_RIP;
    cl_cpu.vector_owner = NULL;
    gregs[REG_RIP] = (greg_t)landing;
    gregs[REG_RSP] = (greg_t)cl_cpu.host_rsp;
    gregs[REG_RDI] = (greg_t)context;
    gregs[REG_EFL] = CL_FLAGS_FIXED;
}
