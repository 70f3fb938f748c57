/* Arguments and environment: what was given, setenv and putenv, getenv, auxv relations, program names. */
#define _GNU_SOURCE
#include "report.h"
#include <elf.h>
#include <stdint.h>
#include <sys/auxv.h>

extern char **environ;

int main(int argc, char **argv)
{
    printf("argc %d\n", argc);
    for (int i = 1; i < argc; i++)
        printf("[%s]\n", argv[i]);
    HOLDS(argv[argc] == NULL);
    for (char **e = environ; *e; e++)
        printf("%s\n", *e);
    HOLDS(environ == argv + argc + 1);
    HOLDS(((uintptr_t)(argv - 1) & 15) == 0);
    HOLDS(getauxval(AT_PAGESZ) == 4096);
    HOLDS(getauxval(AT_RANDOM) != 0);
    HOLDS(getauxval(AT_PHNUM) > 2 && getauxval(AT_PHDR) != 0);
    HOLDS(getauxval(AT_ENTRY) != 0);
    HOLDS(getauxval(AT_UID) == getuid());
    HOLDS(getauxval(AT_SECURE) == 0);
    HOLDS(strcmp((char *)getauxval(AT_EXECFN), argv[0]) == 0);
    HOLDS(strcmp(program_invocation_name, argv[0]) == 0);
    const Elf64_Phdr *header = (const Elf64_Phdr *)getauxval(AT_PHDR);
    int loads = 0;
    for (unsigned long i = 0; i < getauxval(AT_PHNUM); i++)
        loads += header[i].p_type == PT_LOAD;
    HOLDS(loads >= 2);
    setenv("NEW", "value", 0);
    setenv("NEW", "kept out", 0);
    putenv("PUT=1");
    printf("%s %s %s\n", getenv("NEW"), getenv("PUT"), getenv("NONE") ? "?" : "none");
    unsetenv("NEW");
    printf("%s\n", getenv("NEW") ? "still" : "gone");
    TRY(setenv("A=B", "x", 1));
    clearenv();
    HOLDS(environ == NULL || *environ == NULL);
    return 0;
}
/* args: one "two words" "" "tab	and 'quotes'" --option=ü -x */
/* env: FIRST=1 */
/* env: SECOND=two words */
