/* attack: executes the undefined instruction
   ends-by: signal 4 */
#include "forced.h"
ATTACK
    ud2
SURVIVED
