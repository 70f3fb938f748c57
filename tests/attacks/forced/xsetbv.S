/* attack: changes the enabled register state
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    xorl %ecx, %ecx
    xsetbv
SURVIVED
