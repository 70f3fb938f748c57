"""Clocks and time structs of x86-64 Linux (clock_gettime(2), utimensat(2))."""

import struct
from typing import Final

CLOCK_REALTIME: Final = 0
CLOCK_MONOTONIC: Final = 1
CLOCK_PROCESS_CPUTIME_ID: Final = 2
CLOCK_THREAD_CPUTIME_ID: Final = 3
CLOCK_MONOTONIC_RAW: Final = 4
CLOCK_REALTIME_COARSE: Final = 5
CLOCK_MONOTONIC_COARSE: Final = 6
CLOCK_BOOTTIME: Final = 7
CLOCK_REALTIME_ALARM: Final = 8
CLOCK_BOOTTIME_ALARM: Final = 9
CLOCK_TAI: Final = 11

TIMER_ABSTIME: Final = 1

UTIME_NOW: Final = (1 << 30) - 1
UTIME_OMIT: Final = (1 << 30) - 2

SECOND_NS: Final = 1_000_000_000
MICROSECOND_NS: Final = 1_000
MILLISECOND_NS: Final = 1_000_000

TIMESPEC: Final = struct.Struct("<qq")
"""Seconds, nanoseconds (struct timespec) or microseconds (struct timeval)."""


def pack_timespec(time_ns: int) -> bytes:
    return TIMESPEC.pack(*divmod(time_ns, SECOND_NS))


def pack_timeval(time_ns: int) -> bytes:
    seconds, rest_ns = divmod(time_ns, SECOND_NS)
    return TIMESPEC.pack(seconds, rest_ns // MICROSECOND_NS)
