"""futex(2)."""

from enum import IntEnum
from typing import Final


class FutexOperation(IntEnum):
    FUTEX_WAIT = 0
    FUTEX_WAKE = 1
    FUTEX_REQUEUE = 3
    FUTEX_CMP_REQUEUE = 4
    FUTEX_WAIT_BITSET = 9
    FUTEX_WAKE_BITSET = 10


FUTEX_PRIVATE_FLAG: Final = 128
FUTEX_CLOCK_REALTIME: Final = 256
FUTEX_BITSET_MATCH_ANY: Final = 0xFFFFFFFF
