/* The program that test_bad_programs.py damages. No attack. */
#include <stdio.h>

static char buffer[10000] = "hello\n";

int main(void)
{
    fputs(buffer, stdout);
    return 0;
}
