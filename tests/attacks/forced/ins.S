/* attack: reads an I/O port into memory
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movl $0x80, %edx
    insb (%dx), %es:(%rdi)
SURVIVED
