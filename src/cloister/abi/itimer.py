"""setitimer(2), times(2)."""

import struct
from enum import IntEnum
from typing import Final

TICKS_PER_SECOND: Final = 100
"""USER_HZ: the unit of times(2) and AT_CLKTCK."""

ITIMERVAL: Final = struct.Struct("<qqqq")
"""it_interval, then it_value; each seconds, microseconds."""


class IntervalTimer(IntEnum):
    ITIMER_REAL = 0
    ITIMER_VIRTUAL = 1
    ITIMER_PROF = 2
