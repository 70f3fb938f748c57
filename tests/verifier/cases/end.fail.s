# The last instruction falls through, or is cut off
.skip 4092, 0x90

.skip 4090, 0x90; .byte 0x0f,0x1f

.skip 4087, 0x90; call .

.skip 4090, 0x90; je . - 2
