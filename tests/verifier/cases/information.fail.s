each:
cpuid
rdtsc
rdpmc
