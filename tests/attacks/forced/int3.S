/* attack: hits a breakpoint
   ends-by: signal 5 */
#include "forced.h"
ATTACK
    int3
SURVIVED
