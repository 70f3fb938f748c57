/* attack: reads a model-specific register
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    movl $0xc0000101, %ecx
    rdmsr
SURVIVED
