/* libgcc2.c's view of its build: everything it needs follows from the compiler's own __LIBGCC_ macros. */
#define BITS_PER_UNIT 8
#define MIN_UNITS_PER_WORD 8
#define IN_LIBGCC2
#define inhibit_libc
