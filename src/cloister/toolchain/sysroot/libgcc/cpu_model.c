/* What __builtin_cpu_init, __builtin_cpu_is and __builtin_cpu_supports read: a CPU of which nothing is known, as a SIP
 * may not execute cpuid at will. Programs then take their portable paths. Layout: GCC's cpuinfo.h. */
struct {
	unsigned vendor, type, subtype, features[1];
} __cpu_model __attribute__((visibility("hidden")));

unsigned __cpu_features2[8] __attribute__((visibility("hidden")));

int __cpu_indicator_init(void)
{
	return 0;
}
