"""Syscalls that block: coroutines parked on wait queues, and how they go on.

A coroutine belongs to the thread whose syscall it answers; the thread's context is suspended in the core until the
coroutine has a result. Only the service loop resumes coroutines: never from inside another handler.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from types import CoroutineType
from typing import Any

from cloister.abi.errno import Errno
from cloister.core import Core
from cloister.libos.errors import Interrupted
from cloister.libos.thread import Thread
from cloister.libos.timers import Timer, TimerQueue
from cloister.libos.wait import Waiter


class _Parked:
    """One blocked syscall. `error` is thrown into the coroutine instead of a normal resumption."""

    __slots__ = ("coroutine", "error", "is_ready", "restarts", "timer", "waiter")

    def __init__(self, coroutine: CoroutineType[Any, Any, Any], waiter: Waiter, restarts: bool) -> None:
        self.coroutine = coroutine
        self.waiter = waiter
        self.restarts = restarts
        self.timer: Timer | None = None
        self.error: Interrupted | None = None
        self.is_ready = False


class Parking:
    """`restarts_of` tells of a coroutine whether its syscall restarts; `on_error` turns an exception into a result."""

    def __init__(
        self,
        core: Core,
        timers: TimerQueue,
        restarts_of: Callable[[CoroutineType[Any, Any, Any]], bool],
        on_error: Callable[[Thread, BaseException], int | None],
    ) -> None:
        self._core = core
        self._timers = timers
        self._restarts_of = restarts_of
        self._on_error = on_error
        self._parked: dict[Thread, _Parked] = {}
        self._ready: deque[Thread] = deque()

    def park(self, thread: Thread, coroutine: CoroutineType[Any, Any, Any], waiter: Waiter) -> None:
        """The core's suspend handler. `waiter` is what the coroutine yielded."""
        parked = self._parked.get(thread)
        is_first = parked is None
        if parked is None:
            parked = self._parked[thread] = _Parked(coroutine, waiter, self._restarts_of(coroutine))
        parked.waiter, parked.error, parked.is_ready = waiter, None, False
        waiter.on_ready = lambda _waiter: self._make_ready(thread, parked)
        if waiter.deadline_ns is not None:
            parked.timer = self._timers.call_at(waiter.deadline_ns, lambda: waiter.wake(None))
        if is_first and thread.has_pending_signal():
            # A temporary mask let a pending signal through. Only the first wait: a handler that goes on waiting in
            # spite of Interrupted (vfork) must not be woken for the same signal again and again.
            self.interrupt(thread)

    def is_parked(self, thread: Thread) -> bool:
        return thread in self._parked

    def interrupt(self, thread: Thread) -> bool:
        """A signal arrived: its coroutine will see Interrupted. False if it is not parked or already has its event."""
        parked = self._parked.get(thread)
        if parked is None or parked.is_ready:
            return parked is not None
        parked.error = Interrupted()
        parked.waiter.wake(None)
        return True

    def drop(self, thread: Thread) -> None:
        """The thread dies: its coroutine is closed, with its `finally` blocks run."""
        parked = self._parked.pop(thread, None)
        if parked is not None:
            parked.waiter.on_ready = None
            self._disarm(parked)
            parked.coroutine.close()

    def release(self, thread: Thread) -> None:
        """A stopped process continues: what became ready meanwhile may go on."""
        parked = self._parked.get(thread)
        if parked is not None and parked.is_ready:
            self._ready.append(thread)

    @property
    def has_ready(self) -> bool:
        return bool(self._ready)

    def service(self) -> None:
        """Resumes every coroutine that is ready, also those that become so meanwhile."""
        while self._ready:
            thread = self._ready.popleft()
            parked = self._parked.get(thread)
            if parked is not None and parked.is_ready and not thread.process.is_stopped:
                self._resume(thread, parked)

    def _make_ready(self, thread: Thread, parked: _Parked) -> None:
        self._disarm(parked)
        parked.is_ready = True
        if not self._ready:
            self._core.kick()
        self._ready.append(thread)

    def _disarm(self, parked: _Parked) -> None:
        if parked.timer is not None:
            parked.timer.cancel()
            parked.timer = None

    def _resume(self, thread: Thread, parked: _Parked) -> None:
        was_interrupted = parked.error is not None
        result: int | None
        try:
            if parked.error is not None:
                waiter = parked.coroutine.throw(parked.error)
            else:
                waiter = parked.coroutine.send(None)
        except StopIteration as stop:
            result = stop.value
        except BaseException as error:
            result = self._on_error(thread, error)
        else:
            self.park(thread, parked.coroutine, waiter)
            return
        self._parked.pop(thread, None)
        if result is None or thread.process.is_dead:
            return
        thread.is_restartable = was_interrupted and parked.restarts and result == -Errno.EINTR
        if thread.has_pending_signal() or thread.saved_mask is not None or thread.is_restartable:
            thread.context.attention = True
        thread.context.complete(result)
