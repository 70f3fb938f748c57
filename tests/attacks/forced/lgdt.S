/* attack: replaces the descriptor table
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    lgdt (%rip)
SURVIVED
