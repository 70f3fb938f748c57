/* attack: restores an impossible register state
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movl $0x400000, %eax
    addq %gs:0x3fe000, %rax
    fxrstor 3(%rax)
SURVIVED
