/* attack: returns from an interrupt that it is not in
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    pushq $0x10
    pushq $0
    pushq $2
    pushq $0x10
    pushq $0
    iretq
SURVIVED
