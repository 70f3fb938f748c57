/* attack: enters the gate with the direction flag set
   ends-by: exit 0 */
#include "forced.h"
ATTACK
    std
    movl $39, %eax
    call GATE_SYSCALL
    cld
    xorl %edi, %edi
    movl $60, %eax
    call GATE_SYSCALL
SURVIVED
