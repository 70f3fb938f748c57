"""Waiting until one of several open files is ready: the one loop below poll, select and epoll."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.poll import ALWAYS
from cloister.abi.time import SECOND_NS, TIMESPEC
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.wait import WaitQueue, wait

if TYPE_CHECKING:
    from cloister.libos.caller import Caller

Interest = tuple[Description, int]
"""A description and the poll bits that are wanted of it."""

_LONGEST_S = 1 << 32


def ready_bits(thread: Caller, interest: Interest) -> int:
    description, events = interest
    return description.readiness(thread) & (events | ALWAYS)


async def wait_until_ready(thread: Caller, interests: list[Interest], timeout_ns: int | None) -> list[int]:
    """poll bits of each interest, in order; all 0 when the timeout passed first. None waits for ever. Interrupted."""
    ready = [ready_bits(thread, interest) for interest in interests]
    if any(ready) or timeout_ns == 0:
        return ready
    deadline_ns = None if timeout_ns is None else thread.kernel.clock.monotonic_ns() + timeout_ns
    with ExitStack() as watches:
        for description, _events in interests:
            description.watch()
            watches.callback(description.unwatch)
        while True:
            ready = [ready_bits(thread, interest) for interest in interests]
            if any(ready):
                return ready
            if deadline_ns is not None and thread.kernel.clock.monotonic_ns() >= deadline_ns:
                return ready
            await wait(*_queues(thread, interests), deadline_ns=deadline_ns)


def _queues(thread: Caller, interests: Iterable[Interest]) -> list[WaitQueue]:
    queues: dict[WaitQueue, None] = {}
    for description, events in interests:
        queues.update(dict.fromkeys(description.queues(thread, events)))
    return list(queues)


def read_timeout(thread: Caller, address: int, *, unit_ns: int = 1) -> int | None:
    """A struct timespec (or timeval with unit_ns=1000) as nanoseconds; None for a null pointer. EINVAL."""
    if address == 0:
        return None
    seconds, fraction = TIMESPEC.unpack(thread.memory.read(address, TIMESPEC.size))
    if seconds < 0 or not 0 <= fraction < SECOND_NS // unit_ns:
        raise SyscallError(Errno.EINVAL)
    return int(min(seconds, _LONGEST_S) * SECOND_NS + fraction * unit_ns)
