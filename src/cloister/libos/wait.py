"""Wait queues: the only way a syscall handler blocks.

A handler that can block is an `async def`; it awaits `wait(...)`. There is no event loop of asyncio below it: the core
sends the coroutine its first None, and the kernel (`libos.kernel`) resumes it when a queue wakes it, its deadline
passes, or a signal interrupts it. Everything runs on one host thread, so no lock is needed between two awaits.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import coroutine
from typing import Any


class Waiter:
    """One parked coroutine: the queues it is on and how to make it ready. Made by `wait`, owned by the kernel."""

    __slots__ = ("deadline_ns", "on_ready", "queues", "woken_by")

    def __init__(self, queues: tuple[WaitQueue, ...], deadline_ns: int | None) -> None:
        self.queues = queues
        self.deadline_ns = deadline_ns
        self.woken_by: WaitQueue | None = None
        self.on_ready: Callable[[Waiter], None] | None = None

    def wake(self, queue: WaitQueue | None) -> None:
        """Leaves all queues and tells the kernel. `queue` is None for a deadline. A second wake does nothing."""
        self.leave()
        self.woken_by = queue
        notify, self.on_ready = self.on_ready, None
        if notify is not None:
            notify(self)

    def leave(self) -> None:
        """Takes it off every queue."""
        for queue in self.queues:
            queue.waiters.pop(self, None)


class WaitQueue:
    """Coroutines that wait for one event, in order of arrival."""

    waiters: dict[Waiter, None] = {}
    """Every process has several queues, and on most of them nobody ever waits: those share this empty one, which is
    never written to."""

    def enter(self, waiter: Waiter) -> None:
        """Puts it last."""
        if not self.waiters:
            self.waiters = {}
        self.waiters[waiter] = None

    def wake_all(self) -> None:
        if self.waiters:
            for waiter in list(self.waiters):
                waiter.wake(self)

    def wake_one(self) -> None:
        for waiter in self.waiters:
            waiter.wake(self)
            return


@coroutine
def wait(*queues: WaitQueue, deadline_ns: int | None = None) -> Generator[Waiter, Any, WaitQueue | None]:
    """Parks the calling handler until a queue wakes it; returns that queue, or None when `deadline_ns`
    (CLOCK_MONOTONIC) passed.

    Raises Interrupted when a signal arrives first. Always test the condition in a loop: a wake is a hint.
    """
    waiter = Waiter(queues, deadline_ns)
    for queue in queues:
        queue.enter(waiter)
    try:
        yield waiter
    finally:
        waiter.leave()
    return waiter.woken_by
