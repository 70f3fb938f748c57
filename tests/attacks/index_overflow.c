/* attack: array indices so large that base plus index leaves 32 or 64 bits, in every scale, signed and unsigned */
#include "attack.h"

static volatile uint8_t bytes[64];
static volatile uint64_t words[64];
static volatile struct { char pad[24]; uint64_t v; } rows[8];

/* Every store lands in this slot: at the truncated address, or nowhere. */
static void sweep(uint64_t index)
{
    uint32_t byte_at = (uint32_t)((uint64_t)bytes + index), word_at = (uint32_t)((uint64_t)words + index * 8);
    ENDS(bytes[index] = 1; if (*(volatile uint8_t *)(uint64_t)byte_at != 1) _exit(1));
    ENDS(words[index] = 2; if (*(volatile uint64_t *)(uint64_t)word_at != 2) _exit(1));
    ENDS(rows[index].v = 3);
    ENDS(rows[-index].v++);
}

int main(void)
{
    for (int shift = 16; shift < 64; shift += 3) {
        sweep(1ull << shift);
        sweep(-(1ull << shift));
        sweep((1ull << shift) - 1);
    }
    for (uint64_t k = 0; k < 8; k++) {
        bytes[k << 32] = (uint8_t)(k + 1);
        MUST(bytes[0] == k + 1);
        words[k << 29] = k + 1;
        MUST(words[0] == k + 1);
    }
    return verdict();
}
