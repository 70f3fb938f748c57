/* attack: turns interrupts on
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    sti
SURVIVED
