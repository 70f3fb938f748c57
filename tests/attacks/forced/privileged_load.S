/* attack: loads a task register
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movl $0x40, %eax
    ltr %ax
SURVIVED
