"""Opcodes that are refused on purpose, with the rule that a refusal names. `A..B` is a range of opcodes."""

REFUSED = """
26                segment-prefix   ES
2E                segment-prefix   CS
36                segment-prefix   SS
3E                segment-prefix   DS and notrack
64                segment-prefix   FS
50..57            control-stack    PUSH
58..5F            control-stack    POP
68                control-stack    PUSH
6A                control-stack    PUSH
8F                control-stack    POP, XOP
9C                control-stack    PUSHF
9D                control-stack    POPF
C8                control-stack    ENTER
C9                control-stack    LEAVE
FF /6             control-stack    PUSH
FF /2             indirect-branch  CALL
FF /4             indirect-branch  JMP
FF /3             system           far CALL
FF /5             system           far JMP
C2                ret-imm          RET imm16
CA                system           far RET
CB                system           far RET
CF                system           IRET
CD                system           INT n
CE                system           INTO
F1                system           INT1
E0..E3            loop             LOOP, JRCXZ
6C..6F            system           INS, OUTS
E4..E7            system           IN, OUT
EC..EF            system           IN, OUT
F4                system           HLT
FA                system           CLI
FB                system           STI
FD                direction        STD
8C                segment-load     MOV from a segment register
8E                segment-load     MOV to a segment register
0F A0             segment-load     PUSH FS
0F A1             segment-load     POP FS
0F A8             segment-load     PUSH GS
0F A9             segment-load     POP GS
0F B2             segment-load     LSS
0F B4             segment-load     LFS
0F B5             segment-load     LGS
A0..A3            hidden-operand   MOV moffs
D7                hidden-operand   XLAT
0F F7             hidden-operand   MASKMOVQ, MASKMOVDQU
0F 38 F8          hidden-operand   MOVDIR64B, ENQCMD
0F 38 F9          hidden-operand   MOVDIRI
A4..A7            string           MOVS, CMPS
AA..AF            string           STOS, LODS, SCAS
0F 05             system           SYSCALL
0F 07             system           SYSRET
0F 34             system           SYSENTER
0F 35             system           SYSEXIT
0F 00             system           SLDT, LTR, VERR
0F 01             system           group 7: VMCALL, XGETBV, SWAPGS, MONITOR, ...
0F 02             system           LAR
0F 03             system           LSL
0F 06             system           CLTS
0F 08             system           INVD
0F 09             system           WBINVD
0F 20..23         system           MOV CR, DR
0F 30             system           WRMSR
0F 32             system           RDMSR
0F 37             system           GETSEC
0F 78             system           VMREAD
0F 79             system           VMWRITE
0F AA             system           RSM
0F A2             information      CPUID
0F 31             information      RDTSC
0F 33             information      RDPMC
0F FF             undefined        UD0
0F B9             undefined        UD1
C6 /7             transaction      XABORT
C7 /7             transaction      XBEGIN
0F C7 /6          random           RDRAND
0F C7 /7          random           RDSEED, RDPID
0F C7 /3          state-save       XRSTORS
0F C7 /4          state-save       XSAVEC
0F C7 /5          state-save       XSAVES
F3 0F AE /0       segment-load     RDFSBASE
F3 0F AE /1       segment-load     RDGSBASE
F3 0F AE /2       segment-load     WRFSBASE
F3 0F AE /3       segment-load     WRGSBASE
F3 0F AE /5       transaction      INCSSP
0F AE /0          state-save       FXSAVE
0F AE /1          state-save       FXRSTOR
0F AE /4          state-save       XSAVE
0F AE /5          state-save       XRSTOR
0F AE /6          state-save       XSAVEOPT, CLWB, CLRSSBSY
0F AE /7          cache            CLFLUSH
D9 /4             state-save       FLDENV
D9 /6             state-save       FNSTENV
DD /4             state-save       FRSTOR
DD /6             state-save       FNSAVE
0F A3             bit-offset       BT
0F AB             bit-offset       BTS
0F B3             bit-offset       BTR
0F BB             bit-offset       BTC
0F 19..1D         nop              reserved nops
0F 1E             nop              reserved nops, RDSSP
0F 1F             nop              multi-byte nops
0F 0E             mmx              FEMMS
0F 0F             mmx              3DNow!
0F 77             mmx              EMMS
0F 60..7F         mmx              MMX
0F D1..FE         mmx              MMX
0F 38 00..0B      mmx              MMX
0F 38 1C..1E      mmx              MMX
0F 38 F5          transaction      WRUSS
66 0F 38 F6       unknown-opcode   ADCX
F3 0F 38 F6       unknown-opcode   ADOX
0F 38 F6          transaction      WRSS
62                evex             EVEX
D5                evex             REX2
0F 24..27         undefined        reserved
"""
