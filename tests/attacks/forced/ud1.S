/* attack: executes an undefined instruction
   ends-by: signal 4 */
#include "forced.h"
ATTACK
    .byte 0x0f, 0xb9, 0xc0
SURVIVED
