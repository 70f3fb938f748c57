"""Time as the enclave sees it: the host's clocks, made monotonic where Linux promises it."""

from __future__ import annotations

from cloister.abi.time import CLOCK_MONOTONIC, CLOCK_REALTIME
from cloister.libos.ocall import Host

_CLAMPED_LIMIT_NS = 1 << 62
"""About 146 years: far enough from 2**63 that sums of a time and a timeout do not overflow a timespec."""


class Clock:
    """Nanoseconds. A host that turns its clock back stops ours; one that fails leaves ours where it was."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._monotonic_ns = 0

    def monotonic_ns(self) -> int:
        """CLOCK_MONOTONIC: never less than an earlier answer."""
        now_ns = min(self._host.clock_read(CLOCK_MONOTONIC), _CLAMPED_LIMIT_NS)
        self._monotonic_ns = max(self._monotonic_ns, now_ns)
        return self._monotonic_ns

    def realtime_ns(self) -> int:
        """CLOCK_REALTIME: since the epoch; may jump, as on Linux."""
        return min(self._host.clock_read(CLOCK_REALTIME), _CLAMPED_LIMIT_NS)
