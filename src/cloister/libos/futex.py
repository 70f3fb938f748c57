"""futex(2): waiting for a word of memory to be changed by another thread. Keys are private: no memory is shared yet."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.futex import FUTEX_BITSET_MATCH_ANY
from cloister.libos.errors import SyscallError
from cloister.libos.thread import Thread
from cloister.libos.wait import WaitQueue, wait


class _FutexWaiter:
    """One waiting thread; a queue of its own, so that it can be woken, counted and moved singly."""

    __slots__ = ("bits", "is_woken", "queue")

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.is_woken = False
        self.queue = WaitQueue()


class FutexTable:
    """Waiters by (slot index, address). A slot's index is not reused while a thread waits in it."""

    def __init__(self) -> None:
        self._waiters: dict[tuple[int, int], list[_FutexWaiter]] = {}

    async def wait(
        self, thread: Thread, address: int, expected: int, deadline_ns: int | None, bits: int = FUTEX_BITSET_MATCH_ANY
    ) -> None:
        """EAGAIN if the word differs from `expected`; ETIMEDOUT; EINTR; else somebody has woken us."""
        if thread.memory.read_u32(address) != expected:
            raise SyscallError(Errno.EAGAIN)
        key = (thread.memory.index, address)
        waiter = _FutexWaiter(bits)
        self._waiters.setdefault(key, []).append(waiter)
        try:
            while not waiter.is_woken:
                if await wait(waiter.queue, deadline_ns=deadline_ns) is None and not waiter.is_woken:
                    raise SyscallError(Errno.ETIMEDOUT)
        finally:
            self._forget(waiter)

    def wake(self, thread: Thread, address: int, count: int, bits: int = FUTEX_BITSET_MATCH_ANY) -> int:
        """Wakes up to `count` waiters, first come first; returns how many."""
        waiting = self._waiters.get((thread.memory.index, address), [])
        chosen = [waiter for waiter in waiting if waiter.bits & bits][: max(count, 0)]
        for waiter in chosen:
            waiter.is_woken = True
            self._forget(waiter)
            waiter.queue.wake_all()
        return len(chosen)

    def requeue(self, thread: Thread, address: int, target: int, count: int) -> int:
        """Moves up to `count` waiters to another word; returns how many."""
        source = self._waiters.get((thread.memory.index, address), [])
        moved = source[: max(count, 0)]
        for waiter in moved:
            self._forget(waiter)
            self._waiters.setdefault((thread.memory.index, target), []).append(waiter)
        return len(moved)

    def _forget(self, waiter: _FutexWaiter) -> None:
        """A requeue may have moved it, so every list is a candidate; there are few."""
        for key, waiting in list(self._waiters.items()):
            if waiter in waiting:
                waiting.remove(waiter)
                if not waiting:
                    del self._waiters[key]
                return
