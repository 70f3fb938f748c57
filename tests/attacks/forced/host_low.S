/* attack: writes a low host address, unguarded
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movl $0x1000, %eax
    movl %eax, (%rax)
SURVIVED
