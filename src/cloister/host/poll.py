"""The one OCALL that blocks: waits for streams, a timeout, or the doorbell."""

from __future__ import annotations

import os
import select

from cloister.abi.poll import POLLFD, POLLNVAL
from cloister.host.files import Replies
from cloister.host.streams import Streams

_MILLISECOND_NS = 1_000_000
_LONGEST_MS = (1 << 31) - 1


class Poll:
    """Serves poll. `ring` may be called by any thread and from a signal handler."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._doorbell = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)

    def ring(self) -> None:
        """Ends the poll under way, or else the next one, at once."""
        os.eventfd_write(self._doorbell, 1)

    def close(self) -> None:
        os.close(self._doorbell)

    def poll(self, interests: bytes, timeout_ns: int) -> Replies:
        streams_of: dict[int, list[tuple[int, int]]] = {}
        ready: list[bytes] = []
        for stream, events, _revents in POLLFD.iter_unpack(interests):
            try:
                streams_of.setdefault(self._streams.descriptor(stream), []).append((stream, events))
            except OSError:
                ready.append(POLLFD.pack(stream, events, POLLNVAL))
        for descriptor, revents in self._wait(streams_of, 0 if ready else timeout_ns):
            for stream, events in streams_of[descriptor]:
                if happened := revents & (events | select.POLLERR | select.POLLHUP | select.POLLNVAL):
                    ready.append(POLLFD.pack(stream, events, happened))
        return (b"".join(ready),)

    def _wait(self, streams_of: dict[int, list[tuple[int, int]]], timeout_ns: int) -> list[tuple[int, int]]:
        """poll(2); the doorbell's own event is consumed and left out."""
        poll = select.poll()
        poll.register(self._doorbell, select.POLLIN)
        for descriptor, streams in streams_of.items():
            events = 0
            for _stream, asked in streams:
                events |= asked
            poll.register(descriptor, events)
        # rounded up: waking early would make the enclave poll again and again until the time has come
        timeout_ms = None if timeout_ns < 0 else min(-(-timeout_ns // _MILLISECOND_NS), _LONGEST_MS)
        happened = dict(poll.poll(timeout_ms))
        if happened.pop(self._doorbell, 0):
            os.eventfd_read(self._doorbell)
        return list(happened.items())
