"""Deadlines on CLOCK_MONOTONIC: what timed waits, alarms and sleeps are made of."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable


class Timer:
    """One armed deadline. `cancel` is idempotent; a fired timer is cancelled already."""

    __slots__ = ("callback", "deadline_ns")

    def __init__(self, deadline_ns: int, callback: Callable[[], None]) -> None:
        self.deadline_ns = deadline_ns
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class TimerQueue:
    """All armed deadlines. Cancelled ones stay in the heap until they come up, which costs less than finding them.

    `on_earlier` is called when a deadline becomes the next one: whoever sleeps until another must look again.
    """

    def __init__(self, on_earlier: Callable[[], None] = lambda: None) -> None:
        self._on_earlier = on_earlier
        self._heap: list[tuple[int, int, Timer]] = []
        self._order = itertools.count()

    def call_at(self, deadline_ns: int, callback: Callable[[], None]) -> Timer:
        """Calls `callback` from the service loop once it is `deadline_ns`; equal deadlines in order of arming."""
        timer = Timer(deadline_ns, callback)
        heapq.heappush(self._heap, (deadline_ns, next(self._order), timer))
        if self._heap[0][2] is timer:
            self._on_earlier()
        return timer

    def next_deadline_ns(self) -> int | None:
        """The earliest armed deadline."""
        while self._heap and self._heap[0][2].callback is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def fire(self, now_ns: int) -> None:
        """Calls everything that is due."""
        while self._heap and self._heap[0][0] <= now_ns:
            timer = heapq.heappop(self._heap)[2]
            callback, timer.callback = timer.callback, None
            if callback is not None:
                callback()
