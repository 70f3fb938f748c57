/* attack: rewrites a control register
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movq %rax, %cr3
SURVIVED
