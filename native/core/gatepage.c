/* The gate page: the same bytes in every image, no host address in it. */

#include "core.h"

#include <string.h>

#define MOV_RSP_R11 0x49, 0x89, 0xe3
#define OR_REGION_R11 0x49, 0x81, 0xcb, 0xff, 0xff, 0x3f, 0x00
#define JMP_TRUSTED(displacement) 0x41, 0xff, 0x63, (uint8_t)(displacement)
#define PUSHF 0x9c
#define POPF 0x9d
#define RORX_RSP_R11(count) 0xc4, 0x63, 0xfb, 0xf0, 0xdc, (count)
#define RORX_R11_R11(count) 0xc4, 0x43, 0xfb, 0xf0, 0xdb, (count)
#define MOV_R11D_R11D 0x45, 0x89, 0xdb
#define RET 0xc3

_Static_assert(CLOISTER_CONTROL_STACK_SIZE - 1 == 0x3fffff, "OR_REGION_R11 has this immediate");

struct entry {
    uint32_t offset;
    uint8_t code[CLOISTER_GATE_ENTRY_SIZE];
    uint8_t size;
};

#define ENTRY(name, ...) \
    {CLOISTER_GATE_##name - CLOISTER_GATE_BASE, {__VA_ARGS__}, sizeof((uint8_t[]){__VA_ARGS__})}
#define CORE_ENTRY(name, displacement) ENTRY(name, MOV_RSP_R11, OR_REGION_R11, JMP_TRUSTED(displacement))
/* Register-preserving entries keep the flags on the control stack, which no guest can see. */
#define QUIET_ENTRY(name, displacement) ENTRY(name, PUSHF, MOV_RSP_R11, OR_REGION_R11, JMP_TRUSTED(displacement))

static const struct entry entries[] = {
    CORE_ENTRY(SYSCALL, CLOISTER_TRUSTED_SYSCALL_ENTRY),
    CORE_ENTRY(SYSCALL_RAW, TRUSTED_RAW_ENTRY),
    ENTRY(THREAD_POINTER, MOV_RSP_R11, PUSHF, OR_REGION_R11,
          0x4d, 0x8b, 0x5b, (uint8_t)CLOISTER_TRUSTED_THREAD_POINTER, POPF, RET),
    QUIET_ENTRY(CPUID, TRUSTED_CPUID_ENTRY),
    ENTRY(RDTSC, 0x0f, 0x31, RET),
    ENTRY(RDTSCP, 0x0f, 0x01, 0xf9, RET),
    QUIET_ENTRY(XGETBV, TRUSTED_XGETBV_ENTRY),
    ENTRY(TRAP, 0x0f, 0x0b), /* ud2 */
    ENTRY(HALT, 0xf4), /* hlt: general protection fault */
    CORE_ENTRY(SETJMP, TRUSTED_SETJMP_ENTRY),
    CORE_ENTRY(LONGJMP, TRUSTED_LONGJMP_ENTRY),
    CORE_ENTRY(SIGRETURN, TRUSTED_SIGRETURN_ENTRY),
    ENTRY(EXIT, 0xf4),
};

/* Without flags and without a push: RSP rotated right by 22 bits, the bits that came round dropped (a user address has
   47), and rotated back is the region's first byte. */
#define FROM_REGION_START(displacement) (uint8_t)((CLOISTER_CONTROL_STACK_SIZE - 1) + (displacement)), \
    (uint8_t)(((CLOISTER_CONTROL_STACK_SIZE - 1) + (displacement)) >> 8), \
    (uint8_t)(((CLOISTER_CONTROL_STACK_SIZE - 1) + (displacement)) >> 16), 0x00
static const struct entry fast_thread_pointer =
    ENTRY(THREAD_POINTER, RORX_RSP_R11(22), MOV_R11D_R11D, RORX_R11_R11(42),
          0x4d, 0x8b, 0x9b, FROM_REGION_START(CLOISTER_TRUSTED_THREAD_POINTER), RET);

static void write_entry(uint8_t *page, const struct entry *entry) {
    memcpy(page + entry->offset, entry->code, entry->size);
}

void cl_gate_page_write(uint8_t *page) {
    memset(page, 0xcc, CLOISTER_GATE_SIZE);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) write_entry(page, &entries[i]);
    if (cl_cpu.has_bmi2) write_entry(page, &fast_thread_pointer);
}
