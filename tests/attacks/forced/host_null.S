/* attack: reads host address 0, unguarded
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movq 0, %rax
SURVIVED
