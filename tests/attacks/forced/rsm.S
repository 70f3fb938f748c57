/* attack: leaves a system management mode that it is not in
   ends-by: signal 4 */
#include "forced.h"
ATTACK
    .byte 0x0f, 0xaa
SURVIVED
