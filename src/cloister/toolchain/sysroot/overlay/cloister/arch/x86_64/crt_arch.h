/* A SIP is entered with R14 pointing at argc, at a cfi_label. This is in its final, instrumented form. */
__asm__(
".text\n"
".global " START "\n"
".type " START ",@function\n"
START ":\n"
".cloister reserved_registers\n"
"	endbr64\n"
"	xorl %ebp,%ebp\n"
"	movl %r14d,%edi\n"
"	andl $-16,%r14d\n"
"	call " START "_c\n"
"	hlt\n"
);
