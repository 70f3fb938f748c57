/* attack: jumps through a wrong selector
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    ljmp *selector(%rip)
selector:
    .quad 0x0010000000400000, 0
SURVIVED
