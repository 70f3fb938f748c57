/* attack: turns interrupts off
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    cli
SURVIVED
