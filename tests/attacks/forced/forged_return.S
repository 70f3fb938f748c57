/* attack: returns to an address of its own making
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    pushq $0x1000
    ret
SURVIVED
