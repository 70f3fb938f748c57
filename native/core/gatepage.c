/* The gate page: the same bytes in every image, no host address in it. */

#include "core.h"

#include <string.h>

#define MOV_RSP_R11 0x49, 0x89, 0xe3
#define OR_REGION_R11 0x49, 0x81, 0xcb, 0xff, 0xff, 0x3f, 0x00
#define JMP_TRUSTED(displacement) 0x41, 0xff, 0x63, (uint8_t)(displacement)
#define PUSHF 0x9c
#define POPF 0x9d
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

void cl_gate_page_write(uint8_t *page) {
    memset(page, 0xcc, CLOISTER_GATE_SIZE);
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        memcpy(page + entries[i].offset, entries[i].code, entries[i].size);
}
