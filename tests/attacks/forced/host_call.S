/* attack: calls an address that is none
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movabsq $0x800000000000, %rax
    call *%rax
SURVIVED
