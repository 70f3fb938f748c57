"""getrandom(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.thread import Thread

GRND_NONBLOCK: Final = 1
GRND_RANDOM: Final = 2
GRND_INSECURE: Final = 4
MAX_SIZE: Final = (1 << 25) - 1
"""Bytes of one call; Linux also returns a short count above it."""


@syscall("getrandom", Kind.BUFFER_OUT, Kind.SIZE, Kind.FLAGS)
def getrandom(thread: Thread, address: int, size: int, flags: int) -> int:
    if flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE) or flags & 6 == GRND_RANDOM | GRND_INSECURE:
        raise SyscallError(Errno.EINVAL)
    size = min(size, MAX_SIZE)
    thread.memory.write(address, thread.kernel.random_bytes(size))
    return size
