/* What this CPU has, and what a guest is told it has: no more than the verifier accepts. */

#define _GNU_SOURCE
#include "core.h"

#include <cpuid.h>
#include <errno.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef HWCAP2_FSGSBASE
#define HWCAP2_FSGSBASE 2
#endif

#define BIT(n) (1u << (n))

enum { XCR0_X87_SSE = 3, XCR0_AVX = 4, MAX_ANSWERS = 128 };

struct cl_cpu cl_cpu;

_Static_assert(offsetof(struct cl_cpu, host_rsp) == CPU_HOST_RSP, "gate.S");
_Static_assert(offsetof(struct cl_cpu, gs_base) == CPU_GS_BASE, "gate.S");
_Static_assert(offsetof(struct cl_cpu, vector_owner) == CPU_VECTOR_OWNER, "gate.S");
_Static_assert(offsetof(struct cl_cpu, resume_rip) == CPU_RESUME_RIP, "gate.S");
_Static_assert(offsetof(struct cl_cpu, xsave_mask) == CPU_XSAVE_MASK, "gate.S");
_Static_assert(offsetof(struct cl_cpu, has_avx) == CPU_HAS_AVX, "gate.S");
_Static_assert(offsetof(struct cl_cpu, host_mxcsr) == CPU_HOST_MXCSR, "gate.S");
_Static_assert(offsetof(struct cl_cpu, scratch) == CPU_SCRATCH, "gate.S");
_Static_assert(offsetof(struct cl_cpu, pending) == CPU_PENDING, "gate.S");

static uint32_t read_xcr0(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

/* With a shadow stack, on which the kernel keeps return addresses of its own, no control stack could be switched. */
static bool has_shadow_stack(void) {
    enum { ARCH_SHSTK_STATUS = 0x5005, ARCH_SHSTK_SHSTK = 1 };
    uint64_t features = 0;
    return syscall(SYS_arch_prctl, ARCH_SHSTK_STATUS, &features) == 0 && (features & ARCH_SHSTK_SHSTK);
}

int cl_cpu_probe(void) {
    uint32_t a, b, c, d;
    if (has_shadow_stack()) return -ENOTSUP;
    if (!(getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE)) return -ENOTSUP;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE)) return -ENOTSUP;
    cl_cpu.xsave_mask = read_xcr0() & (XCR0_X87_SSE | XCR0_AVX);
    cl_cpu.has_avx = (cl_cpu.xsave_mask & XCR0_AVX) != 0;
    cl_cpu.host_mxcsr = CL_MXCSR_DEFAULT;
    cl_cpu.has_bmi2 = cl_cpu.has_avx && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_BMI2);
    return 0;
}

#pragma GCC target("general-regs-only")

/* Allowed bits by leaf: the rows of the verifier's specification. What is not listed is information about the machine
   that programs print but do not act on, or means another instruction set. */
static void mask_features(uint32_t leaf, uint32_t subleaf, uint32_t r[4]) {
    switch (leaf) {
    case 1: /* no VMX, SMX, EIST, TM2, PDCM, PCID, DCA, x2APIC, TSC deadline; no MMX in EDX, no HTT */
        r[1] &= 0x0000ff00; /* CLFLUSH line size; neither APIC id nor counts */
        r[2] &= bit_SSE3 | bit_PCLMUL | bit_SSSE3 | bit_FMA | bit_CMPXCHG16B | bit_SSE4_1 | bit_SSE4_2 | bit_MOVBE |
                bit_POPCNT | bit_AES | bit_XSAVE | bit_OSXSAVE | bit_AVX | bit_F16C;
        r[3] &= BIT(0) | BIT(4) | bit_CMPXCHG8B | bit_CMOV | bit_FXSAVE | bit_SSE | bit_SSE2;
        break;
    case 7: /* no FSGSBASE, HLE, RTM, MPX, AVX-512, CLFLUSH variants, PKU, CET, AMX */
        if (subleaf) r[1] = 0;
        r[0] = r[2] = r[3] = 0;
        r[1] &= bit_BMI | bit_AVX2 | bit_BMI2 | bit_SHA | BIT(9);
        break;
    case 0xd: /* only what XCR0 as shown has */
        if (subleaf == 0) {
            r[0] = cl_cpu.xsave_mask;
            r[1] = r[2] = cl_cpu.has_avx ? CL_XSAVE_SIZE : 576;
            r[3] = 0;
        } else if (subleaf != 2 || !cl_cpu.has_avx) {
            r[0] = r[1] = r[2] = r[3] = 0;
        }
        break;
    case 0x80000001: /* no RDTSCP's cousins, SVM, 3DNow, XOP, FMA4, TBM, MONITORX */
        r[2] &= BIT(0) | BIT(5);
        r[3] &= BIT(29);
        break;
    default: break;
    }
}

static bool is_answered(uint32_t leaf) {
    if (leaf >= 0x80000000) return leaf <= 0x80000004 || leaf == 0x80000008;
    return leaf <= 2 || leaf == 4 || leaf == 7 || leaf == 0xd;
}

/* CPUID leaves a virtual machine each time it is executed (tens of microseconds): every answer is kept. */
void cl_cpuid_answer(uint32_t leaf, uint32_t subleaf, uint32_t registers[4]) {
    static struct {
        uint32_t leaf, subleaf, registers[4];
    } answers[MAX_ANSWERS];
    static unsigned count;
    for (unsigned i = 0; i < count; i++)
        if (answers[i].leaf == leaf && answers[i].subleaf == subleaf) {
            for (int k = 0; k < 4; k++) registers[k] = answers[i].registers[k];
            return;
        }
    registers[0] = registers[1] = registers[2] = registers[3] = 0;
    if (is_answered(leaf)) {
        __cpuid_count(leaf, subleaf, registers[0], registers[1], registers[2], registers[3]);
        mask_features(leaf, subleaf, registers);
    }
    if (leaf == 0 && registers[0] > 0xd) registers[0] = 0xd;
    if (leaf == 0x80000000 && registers[0] > 0x80000008) registers[0] = 0x80000008;
    if (count == MAX_ANSWERS) return;
    answers[count].leaf = leaf;
    answers[count].subleaf = subleaf;
    for (int k = 0; k < 4; k++) answers[count].registers[k] = registers[k];
    count++;
}
