"""Deadlines on CLOCK_MONOTONIC: what timed waits, alarms and sleeps are made of."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import Final

_COMPACTION_COUNT: Final = 64
"""Cancelled timers that are tolerated in a heap, however small it is."""


class Timer:
    """One armed deadline. `cancel` is idempotent; a fired timer is cancelled already."""

    __slots__ = ("_queue", "callback", "deadline_ns")

    def __init__(self, queue: TimerQueue, deadline_ns: int, callback: Callable[[], None]) -> None:
        self._queue = queue
        self.deadline_ns = deadline_ns
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        if self.callback is not None:
            self.callback = None
            self._queue.note_cancelled()


class TimerQueue:
    """All armed deadlines. Cancelled ones stay in the heap until they come up or outnumber the others: to find one
    would cost more, but a guest that calls alarm(2) in a loop must not fill the heap.

    `on_earlier` is called when a deadline becomes the next one: whoever sleeps until another must look again.
    """

    def __init__(self, on_earlier: Callable[[], None] = lambda: None) -> None:
        self._on_earlier = on_earlier
        self._cancelled_count = 0
        self._heap: list[tuple[int, int, Timer]] = []
        self._order = itertools.count()

    def call_at(self, deadline_ns: int, callback: Callable[[], None]) -> Timer:
        """Calls `callback` from the service loop once it is `deadline_ns`; equal deadlines in order of arming."""
        timer = Timer(self, deadline_ns, callback)
        heapq.heappush(self._heap, (deadline_ns, next(self._order), timer))
        if self._heap[0][2] is timer:
            self._on_earlier()
        return timer

    def next_deadline_ns(self) -> int | None:
        """The earliest armed deadline."""
        while self._heap and self._heap[0][2].callback is None:
            heapq.heappop(self._heap)
            self._cancelled_count -= 1
        return self._heap[0][0] if self._heap else None

    def fire(self, now_ns: int) -> None:
        """Calls everything that is due."""
        while self._heap and self._heap[0][0] <= now_ns:
            timer = heapq.heappop(self._heap)[2]
            callback, timer.callback = timer.callback, None
            if callback is None:
                self._cancelled_count -= 1
            else:
                callback()

    def note_cancelled(self) -> None:
        """A timer of this queue was cancelled."""
        self._cancelled_count += 1
        if self._cancelled_count > max(_COMPACTION_COUNT, len(self._heap) // 2):
            self._heap = [entry for entry in self._heap if entry[2].callback is not None]
            heapq.heapify(self._heap)
            self._cancelled_count = 0

    def __len__(self) -> int:
        """Entries in the heap, cancelled ones too."""
        return len(self._heap)
