/* attack: reads the kernel
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movabsq $0xffff800000000000, %rax
    movq (%rax), %rax
SURVIVED
