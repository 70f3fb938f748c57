/* attack: reads an address that is none
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movabsq $0x8000000000000000, %rax
    movq (%rax), %rax
SURVIVED
