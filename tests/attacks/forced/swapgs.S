/* attack: swaps the GS base
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    swapgs
SURVIVED
