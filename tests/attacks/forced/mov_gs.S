/* attack: loads a wrong selector into GS
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movl $0x1234, %eax
    movw %ax, %gs
SURVIVED
