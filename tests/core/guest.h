/* For the hand-written guests. Syscall 500 records rdi; 60 exits with edi; both are the tests' (machine.py). */
#define LABEL(name) .globl name; .balign 16; name: endbr64
#define EXIT(status) mov $status, %edi; mov $60, %eax; call GATE_SYSCALL; ud2
#define RECORD(source) mov source, %rdi; mov $500, %eax; call GATE_SYSCALL
#define CALL(number) mov $number, %eax; call GATE_SYSCALL
#define SELF 0x3fe000
