/* attack: enters the gate with the alignment check flag set
   ends-by: exit 0 */
#include "forced.h"
ATTACK
    pushq $0x40202
    popfq
    movl $39, %eax
    call GATE_SYSCALL
    pushq $0x202
    popfq
    xorl %edi, %edi
    movl $60, %eax
    call GATE_SYSCALL
SURVIVED
