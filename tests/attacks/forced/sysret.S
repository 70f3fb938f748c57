/* attack: returns from a syscall that it is not in
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    sysretq
SURVIVED
