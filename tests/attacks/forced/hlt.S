/* attack: halts the CPU
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    hlt
SURVIVED
