"""The host's clocks and its random numbers."""

from __future__ import annotations

import os
import time

from cloister.host.files import Replies


class Clock:
    """Serves clock_read and random."""

    def clock_read(self, clock: int) -> Replies:
        return (time.clock_gettime_ns(clock),)

    def random(self, size: int) -> Replies:
        return (os.urandom(size),)
