/* Called by sigsetjmp.S. */
#include <setjmp.h>
#include <signal.h>
#include "syscall.h"

hidden void __sigsetjmp_save(sigjmp_buf buffer)
{
	__syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, buffer->__ss, _NSIG/8);
}
