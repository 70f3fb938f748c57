/* The forced attacks' neighbour: sums integers and floats for a while, accepted by the verifier; exits with the result's low byte. */
    .globl entry
entry:
    endbr64
    movl $5000000, %ecx
    xorl %edi, %edi
    movl $1, %eax
    cvtsi2sdl %eax, %xmm0
    xorps %xmm1, %xmm1
1:  addl %ecx, %edi
    addsd %xmm0, %xmm1
    subl $1, %ecx
    jne 1b
    cvttsd2si %xmm1, %eax
    addl %eax, %edi
    andl $0xff, %edi
    movl $60, %eax
    call GATE_SYSCALL
    ud2
