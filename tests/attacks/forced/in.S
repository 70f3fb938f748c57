/* attack: reads an I/O port
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movl $0x80, %edx
    in (%dx), %al
SURVIVED
