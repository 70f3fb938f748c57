"""getrlimit(2), getrusage(2)."""

from enum import IntEnum
from typing import Final

RLIM_INFINITY: Final = (1 << 64) - 1


class Resource(IntEnum):
    CPU = 0
    FSIZE = 1
    DATA = 2
    STACK = 3
    CORE = 4
    RSS = 5
    NPROC = 6
    NOFILE = 7
    MEMLOCK = 8
    AS = 9
    LOCKS = 10
    SIGPENDING = 11
    MSGQUEUE = 12
    NICE = 13
    RTPRIO = 14
    RTTIME = 15


class UsageOf(IntEnum):
    """`who` of getrusage(2)."""

    RUSAGE_SELF = 0
    RUSAGE_CHILDREN = -1
    RUSAGE_THREAD = 1
