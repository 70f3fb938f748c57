"""Interest lists that are polled as one (epoll(7)).

Differences from Linux: 1. EPOLLET reports readiness that has changed since it was last reported, judged at each wait:
an event that was consumed and came again between two waits is reported once; 2. an epoll descriptor cannot be put into
another one (EINVAL); 3. what is added while another thread waits counts from that thread's next wait on.
"""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_RDWR
from cloister.abi.poll import ALWAYS, EPOLLET, EPOLLONESHOT, READABLE
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.files.readiness import Interest, wait_until_ready
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.wait import WaitQueue

if TYPE_CHECKING:
    from cloister.libos.caller import Caller

_POLL_BITS = 0xFFFF


@dataclass(slots=True)
class Entry:
    """One registration; `data` is the guest's. `reported` are the bits that an edge-triggered entry told last."""

    description: Description
    events: int
    data: int
    is_disabled: bool = False
    reported: int = 0

    @property
    def interest(self) -> Interest:
        return self.description, 0 if self.is_disabled else self.events & _POLL_BITS


class Epoll(Description):
    """An interest list, by descriptor as it was when registered. A closed description falls out by itself."""

    def __init__(self, dentry: Dentry) -> None:
        super().__init__(dentry, O_RDWR)
        self._entries: dict[int, Entry] = {}
        self._watched: list[list[Description]] = []
        """What each `watch` that is not undone yet has watched: entries may come and go meanwhile."""

    def add(self, fd: int, description: Description, events: int, data: int) -> None:
        self._forget_closed()
        if fd in self._entries:
            raise SyscallError(Errno.EEXIST)
        if isinstance(description, Epoll):
            raise SyscallError(Errno.EINVAL)
        if description.inode.is_regular or description.inode.is_directory:
            raise SyscallError(Errno.EPERM)
        self._entries[fd] = Entry(description, events, data)

    def modify(self, fd: int, events: int, data: int) -> None:
        self._entries[fd] = Entry(self._entry(fd).description, events, data)

    def remove(self, fd: int) -> None:
        self._entry(fd)
        del self._entries[fd]

    async def wait(self, thread: Caller, limit: int, timeout_ns: int | None) -> list[tuple[int, int]]:
        """(events, data) of at most `limit` ready entries; empty at the timeout."""
        while True:
            self._forget_closed()
            entries = [entry for entry in self._entries.values() if not entry.is_disabled]
            ready = await wait_until_ready(thread, [self._asked(thread, entry) for entry in entries], timeout_ns)
            found = [(entry, bits) for entry, bits in zip(entries, ready, strict=True) if bits][:limit]
            if found or not any(ready):
                return [self._report(entry, bits) for entry, bits in found]

    def _asked(self, thread: Caller, entry: Entry) -> Interest:
        """An edge-triggered entry asks only for what it has not told since it became ready."""
        description, events = entry.interest
        if entry.events & EPOLLET:
            entry.reported &= description.readiness(thread)
            return _Edge(description, entry.reported), events
        return description, events

    def _report(self, entry: Entry, bits: int) -> tuple[int, int]:
        entry.reported |= bits
        if entry.events & EPOLLONESHOT:
            entry.is_disabled = True
        return bits, entry.data

    def _entry(self, fd: int) -> Entry:
        self._forget_closed()
        try:
            return self._entries[fd]
        except KeyError:
            raise SyscallError(Errno.ENOENT) from None

    def _forget_closed(self) -> None:
        for fd in [fd for fd, entry in self._entries.items() if entry.description.holders == 0]:
            del self._entries[fd]

    def readiness(self, thread: Caller) -> int:
        is_ready = any(
            entry.description.readiness(thread) & (entry.interest[1] | ALWAYS) & ~entry.reported
            for entry in self._entries.values()
            if not entry.is_disabled
        )
        return READABLE if is_ready else 0

    def queues(self, thread: Caller, events: int) -> tuple[WaitQueue, ...]:
        found = [entry.description.queues(thread, entry.interest[1]) for entry in self._entries.values()]
        return tuple(queue for queues in found for queue in queues)

    def watch(self) -> None:
        watched = [entry.description for entry in self._entries.values()]
        self._watched.append(watched)
        for description in watched:
            description.watch()

    def unwatch(self) -> None:
        for description in self._watched.pop():
            description.unwatch()


class _Edge(Description):
    """A description without the readiness that was told already."""

    def __init__(self, description: Description, told: int) -> None:
        super().__init__(description.dentry, description.flags)
        self._description = description
        self._told = told

    def readiness(self, thread: Caller) -> int:
        ready = self._description.readiness(thread)
        self._told &= ready
        return ready & ~self._told

    def queues(self, thread: Caller, events: int) -> tuple[WaitQueue, ...]:
        return self._description.queues(thread, events)

    def watch(self) -> None:
        self._description.watch()

    def unwatch(self) -> None:
        self._description.unwatch()
