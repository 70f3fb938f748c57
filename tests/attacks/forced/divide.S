/* attack: divides by zero
   ends-by: signal 8 */
#include "forced.h"
ATTACK
    xorl %ecx, %ecx
    movl $1, %eax
    cltd
    idivl %ecx
SURVIVED
