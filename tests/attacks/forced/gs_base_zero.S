/* attack: makes host address 0 its slot
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    xorl %eax, %eax
    wrgsbase %rax
    movq %gs:0, %rax
SURVIVED
