/* attack: throws the caches away
   ends-by: signal 11 */
#include "forced.h"
ATTACK
    wbinvd
SURVIVED
