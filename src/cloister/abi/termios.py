"""Terminal and file ioctl(2) requests, struct sizes of x86-64 Linux (ioctl_tty(2), ioctl_list(2))."""

from typing import Final

TCGETS: Final = 0x5401
TCSETS: Final = 0x5402
TCSETSW: Final = 0x5403
TCSETSF: Final = 0x5404
TCSBRK: Final = 0x5409
TCXONC: Final = 0x540A
TCFLSH: Final = 0x540B
TIOCSCTTY: Final = 0x540E
TIOCGPGRP: Final = 0x540F
TIOCSPGRP: Final = 0x5410
TIOCGWINSZ: Final = 0x5413
TIOCSWINSZ: Final = 0x5414
FIONREAD: Final = 0x541B
FIONBIO: Final = 0x5421
TIOCNOTTY: Final = 0x5422
TIOCGSID: Final = 0x5429
TCSBRKP: Final = 0x5425
FIONCLEX: Final = 0x5450
FIOCLEX: Final = 0x5451

TERMIOS_SIZE: Final = 36
"""Bytes of the kernel's struct termios: four u32 flags, the line discipline, 19 control characters."""
WINSIZE_SIZE: Final = 8
"""Bytes of struct winsize: rows, columns, two pixel sizes, u16 each."""
