"""General-purpose instructions (SDM volume 2, tables A-2 to A-6)."""

ALU = """
00        ADD      Eb,Gb      lock
01        ADD      Ev,Gv      lock
02        ADD      Gb,Eb
03        ADD      Gv,Ev
04        ADD      AL,Ib
05        ADD      rAX,Iz
08        OR       Eb,Gb      lock
09        OR       Ev,Gv      lock
0A        OR       Gb,Eb
0B        OR       Gv,Ev
0C        OR       AL,Ib
0D        OR       rAX,Iz
10        ADC      Eb,Gb      lock
11        ADC      Ev,Gv      lock
12        ADC      Gb,Eb
13        ADC      Gv,Ev
14        ADC      AL,Ib
15        ADC      rAX,Iz
18        SBB      Eb,Gb      lock
19        SBB      Ev,Gv      lock
1A        SBB      Gb,Eb
1B        SBB      Gv,Ev
1C        SBB      AL,Ib
1D        SBB      rAX,Iz
20        AND      Eb,Gb      lock
21        AND      Ev,Gv      lock
22        AND      Gb,Eb
23        AND      Gv,Ev
24        AND      AL,Ib
25        AND      rAX,Iz
28        SUB      Eb,Gb      lock
29        SUB      Ev,Gv      lock
2A        SUB      Gb,Eb
2B        SUB      Gv,Ev
2C        SUB      AL,Ib
2D        SUB      rAX,Iz
30        XOR      Eb,Gb      lock
31        XOR      Ev,Gv      lock
32        XOR      Gb,Eb
33        XOR      Gv,Ev
34        XOR      AL,Ib
35        XOR      rAX,Iz
38        CMP      Eb,Gb
39        CMP      Ev,Gv
3A        CMP      Gb,Eb
3B        CMP      Gv,Ev
3C        CMP      AL,Ib
3D        CMP      rAX,Iz
80 /0     ADD      Eb,Ib      lock
80 /1     OR       Eb,Ib      lock
80 /2     ADC      Eb,Ib      lock
80 /3     SBB      Eb,Ib      lock
80 /4     AND      Eb,Ib      lock
80 /5     SUB      Eb,Ib      lock
80 /6     XOR      Eb,Ib      lock
80 /7     CMP      Eb,Ib
81 /0     ADD      Ev,Iz      lock
81 /1     OR       Ev,Iz      lock
81 /2     ADC      Ev,Iz      lock
81 /3     SBB      Ev,Iz      lock
81 /4     AND      Ev,Iz      lock
81 /5     SUB      Ev,Iz      lock
81 /6     XOR      Ev,Iz      lock
81 /7     CMP      Ev,Iz
83 /0     ADD      Ev,Ib      lock
83 /1     OR       Ev,Ib      lock
83 /2     ADC      Ev,Ib      lock
83 /3     SBB      Ev,Ib      lock
83 /4     AND      Ev,Ib      lock
83 /5     SUB      Ev,Ib      lock
83 /6     XOR      Ev,Ib      lock
83 /7     CMP      Ev,Ib
84        TEST     Eb,Gb
85        TEST     Ev,Gv
A8        TEST     AL,Ib
A9        TEST     rAX,Iz
F6 /0     TEST     Eb,Ib
F6 /2     NOT      Eb         lock
F6 /3     NEG      Eb         lock
F6 /4     MUL      Eb
F6 /5     IMUL     Eb
F6 /6     DIV      Eb
F6 /7     IDIV     Eb
F7 /0     TEST     Ev,Iz
F7 /2     NOT      Ev         lock
F7 /3     NEG      Ev         lock
F7 /4     MUL      Ev
F7 /5     IMUL     Ev
F7 /6     DIV      Ev
F7 /7     IDIV     Ev
FE /0     INC      Eb         lock
FE /1     DEC      Eb         lock
FF /0     INC      Ev         lock
FF /1     DEC      Ev         lock
69        IMUL     Gv,Ev,Iz
6B        IMUL     Gv,Ev,Ib
0F AF     IMUL     Gv,Ev
98        CBW      rAX
99        CWD      rAX
"""

SHIFTS_AND_BITS = """
C0 /0     ROL      Eb,Ib
C0 /1     ROR      Eb,Ib
C0 /2     RCL      Eb,Ib
C0 /3     RCR      Eb,Ib
C0 /4     SHL      Eb,Ib
C0 /5     SHR      Eb,Ib
C0 /7     SAR      Eb,Ib
C1 /0     ROL      Ev,Ib
C1 /1     ROR      Ev,Ib
C1 /2     RCL      Ev,Ib
C1 /3     RCR      Ev,Ib
C1 /4     SHL      Ev,Ib
C1 /5     SHR      Ev,Ib
C1 /7     SAR      Ev,Ib
D0 /0     ROL      Eb,1
D0 /1     ROR      Eb,1
D0 /2     RCL      Eb,1
D0 /3     RCR      Eb,1
D0 /4     SHL      Eb,1
D0 /5     SHR      Eb,1
D0 /7     SAR      Eb,1
D1 /0     ROL      Ev,1
D1 /1     ROR      Ev,1
D1 /2     RCL      Ev,1
D1 /3     RCR      Ev,1
D1 /4     SHL      Ev,1
D1 /5     SHR      Ev,1
D1 /7     SAR      Ev,1
D2 /0     ROL      Eb,CL
D2 /1     ROR      Eb,CL
D2 /2     RCL      Eb,CL
D2 /3     RCR      Eb,CL
D2 /4     SHL      Eb,CL
D2 /5     SHR      Eb,CL
D2 /7     SAR      Eb,CL
D3 /0     ROL      Ev,CL
D3 /1     ROR      Ev,CL
D3 /2     RCL      Ev,CL
D3 /3     RCR      Ev,CL
D3 /4     SHL      Ev,CL
D3 /5     SHR      Ev,CL
D3 /7     SAR      Ev,CL
0F A4     SHLD     Ev,Gv,Ib
0F A5     SHLD     Ev,Gv,CL
0F AC     SHRD     Ev,Gv,Ib
0F AD     SHRD     Ev,Gv,CL
0F A3     BT       Rv,Gv
0F AB     BTS      Rv,Gv
0F B3     BTR      Rv,Gv
0F BB     BTC      Rv,Gv
0F BA /4  BT       Ev,Ib
0F BA /5  BTS      Ev,Ib      lock
0F BA /6  BTR      Ev,Ib      lock
0F BA /7  BTC      Ev,Ib      lock
0F BC     BSF      Gv,Ev
0F BD     BSR      Gv,Ev
F3 0F BC  TZCNT    Gv,Ev
F3 0F BD  LZCNT    Gv,Ev
F3 0F B8  POPCNT   Gv,Ev
0F C8+r   BSWAP    Zy
F2 0F 38 F0     CRC32    Gy,Eb
F2 0F 38 F1     CRC32    Gy,Ey
66 F2 0F 38 F1  CRC32    Gd,Ew
"""

MOVES = """
86        XCHG     Eb,Gb      lock
87        XCHG     Ev,Gv      lock
88        MOV      Eb,Gb
89        MOV      Ev,Gv
8A        MOV      Gb,Eb
8B        MOV      Gv,Ev
C6 /0     MOV      Eb,Ib
C7 /0     MOV      Ev,Iz
B0+r      MOV      Zb,Ib
B8+r      MOV      Zv,Iv
90+r      XCHG     Zv,rAX
63        MOVSXD   Gq,Ed      W1
8D        LEA      Gv,M       unguarded
0F 40+cc  CMOVcc   Gv,Ev
0F 90+cc /0  SETcc  Eb
0F B6     MOVZX    Gv,Eb
0F B7     MOVZX    Gy,Ew
0F BE     MOVSX    Gv,Eb
0F BF     MOVSX    Gy,Ew
0F B0     CMPXCHG  Eb,Gb      lock
0F B1     CMPXCHG  Ev,Gv      lock
0F C0     XADD     Eb,Gb      lock
0F C1     XADD     Ev,Gv      lock
0F C7 /1  CMPXCHG8B  My       lock
0F C3     MOVNTI   My,Gy
0F 38 F0  MOVBE    Gv,Mv
0F 38 F1  MOVBE    Mv,Gv
0F 18 /0  PREFETCHNTA  Mb
0F 18 /1  PREFETCHT0   Mb
0F 18 /2  PREFETCHT1   Mb
0F 18 /3  PREFETCHT2   Mb
0F 0D /1  PREFETCHW    Mb
9E        SAHF     -
9F        LAHF     -
F5        CMC      -
F8        CLC      -
F9        STC      -
FC        CLD      -
"""

CONTROL_FLOW = """
70+cc     Jcc      Jb
0F 80+cc  Jcc      Jz
EB        JMP      Jb         ends
E9        JMP      Jz         ends
E8        CALL     Jz
C3        RET      -          ends
CC        INT3     -          ends
0F 0B     UD2      -          ends
"""

INTEGER = ALU + SHIFTS_AND_BITS + MOVES + CONTROL_FLOW
