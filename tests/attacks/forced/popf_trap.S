/* attack: sets the trap flag
   ends-by: signal 5 */
#include "forced.h"
ATTACK
    pushq $0x102
    popfq
    nop
SURVIVED
