/* x87 is the widest: without this, conversions of 128-bit integers would go through software quad precision. */
#define WIDEST_HARDWARE_FP_SIZE 80
