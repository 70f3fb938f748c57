/* attack: executes what 64-bit mode has not
   ends-by: signal 4 */
#include "forced.h"
ATTACK
    .byte 0xce
SURVIVED
