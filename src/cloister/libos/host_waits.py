"""Waiting for the host: queues that wake when a stream of the host is ready."""

from __future__ import annotations

from cloister.abi.poll import ALWAYS
from cloister.libos.errors import SyscallError
from cloister.libos.ocall import Host
from cloister.libos.wait import WaitQueue


class HostWaits:
    """One queue per (stream, events). A queue counts while somebody waits on it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._queues: dict[tuple[int, int], WaitQueue] = {}

    def queue(self, stream: int, events: int) -> WaitQueue:
        """The queue that is woken when poll(2) on the host reports any of `events`, an error or a hang-up."""
        return self._queues.setdefault((stream, events), WaitQueue())

    def has_waiters(self) -> bool:
        for queue in self._queues.values():  # noqa: SIM110 (any() and its generator cost more: every service asks)
            if queue.waiters:
                return True
        return False

    def poll(self, timeout_ns: int) -> None:
        """Asks the host once and wakes the queues of what is ready. -1 waits until something is, or the doorbell rings.

        A host that refuses to answer makes all waiters look for themselves: their own OCALLs will say what is wrong.
        """
        waited = {key: queue for key, queue in self._queues.items() if queue.waiters}
        interests: dict[int, int] = {}
        for stream, events in waited:
            interests[stream] = interests.get(stream, 0) | events
        try:
            ready = dict(self._host.poll(list(interests.items()), timeout_ns))
        except SyscallError:
            ready = interests
        for (stream, events), queue in waited.items():
            if ready.get(stream, 0) & (events | ALWAYS):
                queue.wake_all()
