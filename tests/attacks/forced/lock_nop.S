/* attack: locks what cannot be locked
   ends-by: signal 4 */
#include "forced.h"
ATTACK
    .byte 0xf0, 0x90
SURVIVED
