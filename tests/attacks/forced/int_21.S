/* attack: raises a software interrupt
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    int $0x21
SURVIVED
