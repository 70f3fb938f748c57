/* attack: rewrites a debug register
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movq %rax, %dr7
SURVIVED
