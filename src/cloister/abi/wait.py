"""wait(2), waitid(2): options and the encoding of a status."""

from enum import IntEnum
from typing import Final


class WaitFlag(IntEnum):
    WNOHANG = 1
    WUNTRACED = 2
    WSTOPPED = 2
    WEXITED = 4
    WCONTINUED = 8
    WNOWAIT = 0x01000000
    WNOTHREAD = 0x20000000
    WALL = 0x40000000
    WCLONE = 0x80000000


class IdType(IntEnum):
    P_ALL = 0
    P_PID = 1
    P_PGID = 2
    P_PIDFD = 3


CONTINUED_STATUS: Final = 0xFFFF


def exited_status(code: int) -> int:
    """The wait status of a process that called exit(code)."""
    return (code & 0xFF) << 8


def stopped_status(signal: int) -> int:
    """The wait status of a process that `signal` stopped."""
    return signal << 8 | 0x7F


def shell_status(status: int) -> int:
    """What a shell's $? shows for a wait status: the exit code, or 128 + the signal."""
    signal = status & 0x7F
    return 128 + signal if signal else status >> 8 & 0xFF
