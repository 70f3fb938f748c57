/* fenv.h over MXCSR and the x87 control word, without fnstenv and fldenv: those leak the host's RIP and are refused in a
 * SIP. x87 exception flags can be read and cleared but not set one by one, so they move to MXCSR, where fetestexcept
 * finds them as well. Intel SDM volume 1, 8.1.5 and 10.2.3. */
#include <features.h>
#include <fenv.h>

#define DEFAULT_MXCSR 0x1f80
#define DEFAULT_CONTROL_WORD 0x37f
#define MXCSR_ROUND_SHIFT 3

static unsigned get_mxcsr(void)
{
	unsigned value;
	__asm__ __volatile__("stmxcsr %0" : "=m"(value));
	return value;
}

static void set_mxcsr(unsigned value)
{
	__asm__ __volatile__("ldmxcsr %0" : : "m"(value));
}

static unsigned short get_control_word(void)
{
	unsigned short value;
	__asm__ __volatile__("fnstcw %0" : "=m"(value));
	return value;
}

static void set_control_word(unsigned short value)
{
	__asm__ __volatile__("fldcw %0" : : "m"(value));
}

static unsigned short get_status_word(void)
{
	unsigned short value;
	__asm__ __volatile__("fnstsw %0" : "=a"(value));
	return value;
}

/* MXCSR with the x87 flags added to its own; the x87 flags are clear afterwards. */
static unsigned gather_flags(void)
{
	unsigned value = get_mxcsr() | (get_status_word() & FE_ALL_EXCEPT);
	__asm__ __volatile__("fnclex");
	return value;
}

int feclearexcept(int mask)
{
	set_mxcsr(gather_flags() & ~(mask & FE_ALL_EXCEPT));
	return 0;
}

int feraiseexcept(int mask)
{
	set_mxcsr(get_mxcsr() | (mask & FE_ALL_EXCEPT));
	return 0;
}

int fetestexcept(int mask)
{
	return (get_mxcsr() | get_status_word()) & mask & FE_ALL_EXCEPT;
}

int fegetround(void)
{
	return get_control_word() & FE_TOWARDZERO;
}

/* The caller, fesetround, has checked the mode. */
hidden int __fesetround(int mode)
{
	set_control_word((get_control_word() & ~FE_TOWARDZERO) | mode);
	set_mxcsr((get_mxcsr() & ~(FE_TOWARDZERO << MXCSR_ROUND_SHIFT)) | (unsigned)mode << MXCSR_ROUND_SHIFT);
	return 0;
}

int fegetenv(fenv_t *env)
{
	*env = (fenv_t){
		.__control_word = get_control_word(),
		.__status_word = get_status_word(),
		.__mxcsr = get_mxcsr(),
	};
	return 0;
}

int fesetenv(const fenv_t *env)
{
	static const fenv_t initial = { .__control_word = DEFAULT_CONTROL_WORD, .__mxcsr = DEFAULT_MXCSR };
	if (env == FE_DFL_ENV)
		env = &initial;
	__asm__ __volatile__("fnclex");
	set_control_word(env->__control_word);
	set_mxcsr(env->__mxcsr | (env->__status_word & FE_ALL_EXCEPT));
	return 0;
}
