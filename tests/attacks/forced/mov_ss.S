/* attack: loads a segment register
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movl $0x10, %eax
    movw %ax, %ss
SURVIVED
