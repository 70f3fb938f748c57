"""SSE to SSE4.2, AES, PCLMULQDQ and SHA on XMM registers (SDM volume 2, tables A-3 to A-6). MMX forms are left out.

F3 0F 1E FA (ENDBR64), the fences and PAUSE are exact strings: see `cloister.verifier.pseudo`.
"""

_TWO_BYTE = """
0F 10     MOVUPS      Vps,Wps
66 0F 10  MOVUPD      Vpd,Wpd
F3 0F 10  MOVSS       Vss,Wss
F2 0F 10  MOVSD       Vsd,Wsd
0F 11     MOVUPS      Wps,Vps
66 0F 11  MOVUPD      Wpd,Vpd
F3 0F 11  MOVSS       Wss,Vss
F2 0F 11  MOVSD       Wsd,Vsd
0F 12     MOVLPS      Vq,Wq
66 0F 12  MOVLPD      Vq,Mq
F3 0F 12  MOVSLDUP    Vx,Wx
F2 0F 12  MOVDDUP     Vx,Wx
0F 13     MOVLPS      Mq,Vq
66 0F 13  MOVLPD      Mq,Vq
0F 14     UNPCKLPS    Vx,Wx
66 0F 14  UNPCKLPD    Vx,Wx
0F 15     UNPCKHPS    Vx,Wx
66 0F 15  UNPCKHPD    Vx,Wx
0F 16     MOVHPS      Vdq,Wq
66 0F 16  MOVHPD      Vdq,Mq
F3 0F 16  MOVSHDUP    Vx,Wx
0F 17     MOVHPS      Mq,Vq
66 0F 17  MOVHPD      Mq,Vq
0F 28     MOVAPS      Vps,Wps
66 0F 28  MOVAPD      Vpd,Wpd
0F 29     MOVAPS      Wps,Vps
66 0F 29  MOVAPD      Wpd,Vpd
F3 0F 2A  CVTSI2SS    Vss,Ey
F2 0F 2A  CVTSI2SD    Vsd,Ey
0F 2B     MOVNTPS     Mps,Vps
66 0F 2B  MOVNTPD     Mpd,Vpd
F3 0F 2C  CVTTSS2SI   Gy,Wss
F2 0F 2C  CVTTSD2SI   Gy,Wsd
F3 0F 2D  CVTSS2SI    Gy,Wss
F2 0F 2D  CVTSD2SI    Gy,Wsd
0F 2E     UCOMISS     Vss,Wss
66 0F 2E  UCOMISD     Vsd,Wsd
0F 2F     COMISS      Vss,Wss
66 0F 2F  COMISD      Vsd,Wsd
0F 50     MOVMSKPS    Gd,Ups
66 0F 50  MOVMSKPD    Gd,Upd
0F 51     SQRTPS      Vps,Wps
66 0F 51  SQRTPD      Vpd,Wpd
F3 0F 51  SQRTSS      Vss,Wss
F2 0F 51  SQRTSD      Vsd,Wsd
0F 52     RSQRTPS     Vps,Wps
F3 0F 52  RSQRTSS     Vss,Wss
0F 53     RCPPS       Vps,Wps
F3 0F 53  RCPSS       Vss,Wss
0F 54     ANDPS       Vps,Wps
66 0F 54  ANDPD       Vpd,Wpd
0F 55     ANDNPS      Vps,Wps
66 0F 55  ANDNPD      Vpd,Wpd
0F 56     ORPS        Vps,Wps
66 0F 56  ORPD        Vpd,Wpd
0F 57     XORPS       Vps,Wps
66 0F 57  XORPD       Vpd,Wpd
0F 58     ADDPS       Vps,Wps
66 0F 58  ADDPD       Vpd,Wpd
F3 0F 58  ADDSS       Vss,Wss
F2 0F 58  ADDSD       Vsd,Wsd
0F 59     MULPS       Vps,Wps
66 0F 59  MULPD       Vpd,Wpd
F3 0F 59  MULSS       Vss,Wss
F2 0F 59  MULSD       Vsd,Wsd
0F 5A     CVTPS2PD    Vpd,Wps
66 0F 5A  CVTPD2PS    Vps,Wpd
F3 0F 5A  CVTSS2SD    Vsd,Wss
F2 0F 5A  CVTSD2SS    Vss,Wsd
0F 5B     CVTDQ2PS    Vps,Wdq
66 0F 5B  CVTPS2DQ    Vdq,Wps
F3 0F 5B  CVTTPS2DQ   Vdq,Wps
0F 5C     SUBPS       Vps,Wps
66 0F 5C  SUBPD       Vpd,Wpd
F3 0F 5C  SUBSS       Vss,Wss
F2 0F 5C  SUBSD       Vsd,Wsd
0F 5D     MINPS       Vps,Wps
66 0F 5D  MINPD       Vpd,Wpd
F3 0F 5D  MINSS       Vss,Wss
F2 0F 5D  MINSD       Vsd,Wsd
0F 5E     DIVPS       Vps,Wps
66 0F 5E  DIVPD       Vpd,Wpd
F3 0F 5E  DIVSS       Vss,Wss
F2 0F 5E  DIVSD       Vsd,Wsd
0F 5F     MAXPS       Vps,Wps
66 0F 5F  MAXPD       Vpd,Wpd
F3 0F 5F  MAXSS       Vss,Wss
F2 0F 5F  MAXSD       Vsd,Wsd
66 0F 60  PUNPCKLBW   Vx,Wx
66 0F 61  PUNPCKLWD   Vx,Wx
66 0F 62  PUNPCKLDQ   Vx,Wx
66 0F 63  PACKSSWB    Vx,Wx
66 0F 64  PCMPGTB     Vx,Wx
66 0F 65  PCMPGTW     Vx,Wx
66 0F 66  PCMPGTD     Vx,Wx
66 0F 67  PACKUSWB    Vx,Wx
66 0F 68  PUNPCKHBW   Vx,Wx
66 0F 69  PUNPCKHWD   Vx,Wx
66 0F 6A  PUNPCKHDQ   Vx,Wx
66 0F 6B  PACKSSDW    Vx,Wx
66 0F 6C  PUNPCKLQDQ  Vx,Wx
66 0F 6D  PUNPCKHQDQ  Vx,Wx
66 0F 6E  MOVD        Vy,Ey
66 0F 6F  MOVDQA      Vx,Wx
F3 0F 6F  MOVDQU      Vx,Wx
66 0F 70  PSHUFD      Vx,Wx,Ib
F3 0F 70  PSHUFHW     Vx,Wx,Ib
F2 0F 70  PSHUFLW     Vx,Wx,Ib
66 0F 71 /2  PSRLW    Ux,Ib
66 0F 71 /4  PSRAW    Ux,Ib
66 0F 71 /6  PSLLW    Ux,Ib
66 0F 72 /2  PSRLD    Ux,Ib
66 0F 72 /4  PSRAD    Ux,Ib
66 0F 72 /6  PSLLD    Ux,Ib
66 0F 73 /2  PSRLQ    Ux,Ib
66 0F 73 /3  PSRLDQ   Ux,Ib
66 0F 73 /6  PSLLQ    Ux,Ib
66 0F 73 /7  PSLLDQ   Ux,Ib
66 0F 74  PCMPEQB     Vx,Wx
66 0F 75  PCMPEQW     Vx,Wx
66 0F 76  PCMPEQD     Vx,Wx
66 0F 7C  HADDPD      Vx,Wx
F2 0F 7C  HADDPS      Vx,Wx
66 0F 7D  HSUBPD      Vx,Wx
F2 0F 7D  HSUBPS      Vx,Wx
66 0F 7E  MOVD        Ey,Vy
F3 0F 7E  MOVQ        Vq,Wq
66 0F 7F  MOVDQA      Wx,Vx
F3 0F 7F  MOVDQU      Wx,Vx
0F AE /2  LDMXCSR     Md
0F AE /3  STMXCSR     Md
0F C2     CMPPS       Vps,Wps,Ib
66 0F C2  CMPPD       Vpd,Wpd,Ib
F3 0F C2  CMPSS       Vss,Wss,Ib
F2 0F C2  CMPSD       Vsd,Wsd,Ib
66 0F C4  PINSRW      Vdq,Rd/Mw,Ib
66 0F C5  PEXTRW      Gd,Udq,Ib
0F C6     SHUFPS      Vps,Wps,Ib
66 0F C6  SHUFPD      Vpd,Wpd,Ib
66 0F D0  ADDSUBPD    Vx,Wx
F2 0F D0  ADDSUBPS    Vx,Wx
66 0F D1  PSRLW       Vx,Wx
66 0F D2  PSRLD       Vx,Wx
66 0F D3  PSRLQ       Vx,Wx
66 0F D4  PADDQ       Vx,Wx
66 0F D5  PMULLW      Vx,Wx
66 0F D6  MOVQ        Wq,Vq
66 0F D7  PMOVMSKB    Gd,Ux
66 0F D8  PSUBUSB     Vx,Wx
66 0F D9  PSUBUSW     Vx,Wx
66 0F DA  PMINUB      Vx,Wx
66 0F DB  PAND        Vx,Wx
66 0F DC  PADDUSB     Vx,Wx
66 0F DD  PADDUSW     Vx,Wx
66 0F DE  PMAXUB      Vx,Wx
66 0F DF  PANDN       Vx,Wx
66 0F E0  PAVGB       Vx,Wx
66 0F E1  PSRAW       Vx,Wx
66 0F E2  PSRAD       Vx,Wx
66 0F E3  PAVGW       Vx,Wx
66 0F E4  PMULHUW     Vx,Wx
66 0F E5  PMULHW      Vx,Wx
66 0F E6  CVTTPD2DQ   Vx,Wpd
F3 0F E6  CVTDQ2PD    Vx,Wpd
F2 0F E6  CVTPD2DQ    Vx,Wpd
66 0F E7  MOVNTDQ     Mx,Vx
66 0F E8  PSUBSB      Vx,Wx
66 0F E9  PSUBSW      Vx,Wx
66 0F EA  PMINSW      Vx,Wx
66 0F EB  POR         Vx,Wx
66 0F EC  PADDSB      Vx,Wx
66 0F ED  PADDSW      Vx,Wx
66 0F EE  PMAXSW      Vx,Wx
66 0F EF  PXOR        Vx,Wx
F2 0F F0  LDDQU       Vx,Mx
66 0F F1  PSLLW       Vx,Wx
66 0F F2  PSLLD       Vx,Wx
66 0F F3  PSLLQ       Vx,Wx
66 0F F4  PMULUDQ     Vx,Wx
66 0F F5  PMADDWD     Vx,Wx
66 0F F6  PSADBW      Vx,Wx
66 0F F8  PSUBB       Vx,Wx
66 0F F9  PSUBW       Vx,Wx
66 0F FA  PSUBD       Vx,Wx
66 0F FB  PSUBQ       Vx,Wx
66 0F FC  PADDB       Vx,Wx
66 0F FD  PADDW       Vx,Wx
66 0F FE  PADDD       Vx,Wx
"""

_THREE_BYTE_38 = """
66 0F 38 00  PSHUFB      Vx,Wx
66 0F 38 01  PHADDW      Vx,Wx
66 0F 38 02  PHADDD      Vx,Wx
66 0F 38 03  PHADDSW     Vx,Wx
66 0F 38 04  PMADDUBSW   Vx,Wx
66 0F 38 05  PHSUBW      Vx,Wx
66 0F 38 06  PHSUBD      Vx,Wx
66 0F 38 07  PHSUBSW     Vx,Wx
66 0F 38 08  PSIGNB      Vx,Wx
66 0F 38 09  PSIGNW      Vx,Wx
66 0F 38 0A  PSIGND      Vx,Wx
66 0F 38 0B  PMULHRSW    Vx,Wx
66 0F 38 10  PBLENDVB    Vdq,Wdq
66 0F 38 14  BLENDVPS    Vdq,Wdq
66 0F 38 15  BLENDVPD    Vdq,Wdq
66 0F 38 17  PTEST       Vx,Wx
66 0F 38 1C  PABSB       Vx,Wx
66 0F 38 1D  PABSW       Vx,Wx
66 0F 38 1E  PABSD       Vx,Wx
66 0F 38 20  PMOVSXBW    Vx,Wx
66 0F 38 21  PMOVSXBD    Vx,Wx
66 0F 38 22  PMOVSXBQ    Vx,Wx
66 0F 38 23  PMOVSXWD    Vx,Wx
66 0F 38 24  PMOVSXWQ    Vx,Wx
66 0F 38 25  PMOVSXDQ    Vx,Wx
66 0F 38 28  PMULDQ      Vx,Wx
66 0F 38 29  PCMPEQQ     Vx,Wx
66 0F 38 2A  MOVNTDQA    Vx,Mx
66 0F 38 2B  PACKUSDW    Vx,Wx
66 0F 38 30  PMOVZXBW    Vx,Wx
66 0F 38 31  PMOVZXBD    Vx,Wx
66 0F 38 32  PMOVZXBQ    Vx,Wx
66 0F 38 33  PMOVZXWD    Vx,Wx
66 0F 38 34  PMOVZXWQ    Vx,Wx
66 0F 38 35  PMOVZXDQ    Vx,Wx
66 0F 38 37  PCMPGTQ     Vx,Wx
66 0F 38 38  PMINSB      Vx,Wx
66 0F 38 39  PMINSD      Vx,Wx
66 0F 38 3A  PMINUW      Vx,Wx
66 0F 38 3B  PMINUD      Vx,Wx
66 0F 38 3C  PMAXSB      Vx,Wx
66 0F 38 3D  PMAXSD      Vx,Wx
66 0F 38 3E  PMAXUW      Vx,Wx
66 0F 38 3F  PMAXUD      Vx,Wx
66 0F 38 40  PMULLD      Vx,Wx
66 0F 38 41  PHMINPOSUW  Vdq,Wdq
0F 38 C8     SHA1NEXTE   Vdq,Wdq
0F 38 C9     SHA1MSG1    Vdq,Wdq
0F 38 CA     SHA1MSG2    Vdq,Wdq
0F 38 CB     SHA256RNDS2 Vdq,Wdq
0F 38 CC     SHA256MSG1  Vdq,Wdq
0F 38 CD     SHA256MSG2  Vdq,Wdq
66 0F 38 DB  AESIMC      Vdq,Wdq
66 0F 38 DC  AESENC      Vdq,Wdq
66 0F 38 DD  AESENCLAST  Vdq,Wdq
66 0F 38 DE  AESDEC      Vdq,Wdq
66 0F 38 DF  AESDECLAST  Vdq,Wdq
"""

_THREE_BYTE_3A = """
66 0F 3A 08  ROUNDPS     Vx,Wx,Ib
66 0F 3A 09  ROUNDPD     Vx,Wx,Ib
66 0F 3A 0A  ROUNDSS     Vss,Wss,Ib
66 0F 3A 0B  ROUNDSD     Vsd,Wsd,Ib
66 0F 3A 0C  BLENDPS     Vx,Wx,Ib
66 0F 3A 0D  BLENDPD     Vx,Wx,Ib
66 0F 3A 0E  PBLENDW     Vx,Wx,Ib
66 0F 3A 0F  PALIGNR     Vx,Wx,Ib
66 0F 3A 14  PEXTRB      Rd/Mb,Vdq,Ib
66 0F 3A 15  PEXTRW      Rd/Mw,Vdq,Ib
66 0F 3A 16  PEXTRD      Ey,Vdq,Ib
66 0F 3A 17  EXTRACTPS   Ed,Vdq,Ib
66 0F 3A 20  PINSRB      Vdq,Rd/Mb,Ib
66 0F 3A 21  INSERTPS    Vdq,Wd,Ib
66 0F 3A 22  PINSRD      Vdq,Ey,Ib
66 0F 3A 40  DPPS        Vx,Wx,Ib
66 0F 3A 41  DPPD        Vdq,Wdq,Ib
66 0F 3A 42  MPSADBW     Vx,Wx,Ib
66 0F 3A 44  PCLMULQDQ   Vdq,Wdq,Ib
66 0F 3A 60  PCMPESTRM   Vdq,Wdq,Ib
66 0F 3A 61  PCMPESTRI   Vdq,Wdq,Ib
66 0F 3A 62  PCMPISTRM   Vdq,Wdq,Ib
66 0F 3A 63  PCMPISTRI   Vdq,Wdq,Ib
0F 3A CC     SHA1RNDS4   Vdq,Wdq,Ib
66 0F 3A DF  AESKEYGENASSIST  Vdq,Wdq,Ib
"""

SSE = _TWO_BYTE + _THREE_BYTE_38 + _THREE_BYTE_3A
