/* attack: replaces the interrupt table
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    lidt (%rip)
SURVIVED
