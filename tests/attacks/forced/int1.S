/* attack: hits a debug trap
   ends-by: signal 5 */
#include "forced.h"
ATTACK
    .byte 0xf1
SURVIVED
