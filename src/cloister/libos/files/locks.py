"""File locks among the enclave's processes: flock(2) of descriptions, and POSIX record locks of processes (fcntl(2)).

Differences from Linux: 1. no deadlock detection (EDEADLK), a deadlocked F_SETLKW waits for a signal; 2. the host's
processes see none of it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cloister.abi.errno import Errno
from cloister.abi.fcntl import (
    F_GETLK,
    F_RDLCK,
    F_SETLK,
    F_UNLCK,
    F_WRLCK,
    LOCK_EX,
    LOCK_SH,
    LOCK_UN,
    SEEK_CUR,
    SEEK_END,
)
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.inode import Inode
from cloister.libos.wait import WaitQueue, wait

if TYPE_CHECKING:
    from cloister.libos.caller import Caller
    from cloister.libos.files.description import Description

_FLOCK = struct.Struct("<hhxxxxqqixxxx")
_END = 1 << 63


@dataclass(frozen=True, slots=True)
class Record:
    """A record lock on [start, end). The owner is the descriptor table, as in Linux; pid is what F_GETLK tells."""

    start: int
    end: int
    kind: int
    owner: Any
    pid: int

    def conflicts(self, other: Record) -> bool:
        overlap = self.start < other.end and other.start < self.end
        return overlap and self.owner is not other.owner and F_WRLCK in (self.kind, other.kind)


class Locks:
    """All locks on one inode."""

    def __init__(self) -> None:
        self.whole: dict[Description, int] = {}
        self.records: list[Record] = []
        self.released = WaitQueue()

    def blocker(self, wanted: Record) -> Record | None:
        return next((record for record in self.records if record.conflicts(wanted)), None)

    def set_record(self, wanted: Record) -> None:
        """Replaces what the owner had in the range; kind F_UNLCK leaves nothing there."""
        kept = []
        for record in self.records:
            if record.owner is not wanted.owner or record.end <= wanted.start or record.start >= wanted.end:
                kept.append(record)
                continue
            if record.start < wanted.start:
                kept.append(replace(record, end=wanted.start))
            if record.end > wanted.end:
                kept.append(replace(record, start=wanted.end))
        self.records = kept if wanted.kind == F_UNLCK else [*kept, wanted]
        self.released.wake_all()

    def drop_owner(self, owner: Any) -> None:
        """A process closed some descriptor of the file: all its record locks go, whichever descriptor took them."""
        self.records = [record for record in self.records if record.owner is not owner]
        self.released.wake_all()

    def drop_description(self, description: Description) -> None:
        if self.whole.pop(description, None) is not None:
            self.released.wake_all()


def locks_of(inode: Inode) -> Locks:
    if inode.locks is None:
        inode.locks = Locks()
    return inode.locks


async def lock_whole(description: Description, kind: int, *, may_wait: bool) -> None:
    """flock(2): LOCK_SH, LOCK_EX or LOCK_UN; EAGAIN if it may not wait. Interrupted."""
    locks = locks_of(description.inode)
    if kind == LOCK_UN:
        locks.drop_description(description)
        return
    while True:
        others = [held for holder, held in locks.whole.items() if holder is not description]
        if LOCK_EX not in others and (kind == LOCK_SH or not others):
            locks.whole[description] = kind
            locks.released.wake_all()
            return
        if not may_wait:
            raise SyscallError(Errno.EAGAIN)
        await wait(locks.released)


async def control(thread: Caller, fd: int, command: int, address: int) -> int:
    """fcntl(2) with F_GETLK, F_SETLK or F_SETLKW."""
    description = thread.process.files.get(fd)
    wanted = _read_record(thread, description, thread.memory.read(address, _FLOCK.size))
    if command == F_GETLK:
        return _tell(thread, description, address, wanted)
    if (wanted.kind == F_RDLCK and not description.can_read) or (wanted.kind == F_WRLCK and not description.can_write):
        raise SyscallError(Errno.EBADF)
    locks = locks_of(description.inode)
    while wanted.kind != F_UNLCK and locks.blocker(wanted) is not None:
        if command == F_SETLK:
            raise SyscallError(Errno.EAGAIN)
        await wait(locks.released)
    locks.set_record(wanted)
    return 0


def _tell(thread: Caller, description: Description, address: int, wanted: Record) -> int:
    if wanted.kind == F_UNLCK:
        raise SyscallError(Errno.EINVAL)
    blocker = locks_of(description.inode).blocker(wanted)
    if blocker is None:
        thread.memory.write(address, struct.pack("<h", F_UNLCK))
        return 0
    size = 0 if blocker.end == _END else blocker.end - blocker.start
    thread.memory.write(address, _FLOCK.pack(blocker.kind, 0, blocker.start, size, blocker.pid))
    return 0


def _read_record(thread: Caller, description: Description, packed: bytes) -> Record:
    """A struct flock; a negative length reaches backwards, zero to the end of all files."""
    kind, whence, start, size, _pid = _FLOCK.unpack(packed)
    if kind not in (F_RDLCK, F_WRLCK, F_UNLCK) or not 0 <= whence <= SEEK_END:
        raise SyscallError(Errno.EINVAL)
    if whence == SEEK_CUR:
        start += description.offset
    elif whence == SEEK_END:
        start += description.inode.size
    end = start + size if size else _END
    if size < 0:
        start, end = end, start
    if start < 0:
        raise SyscallError(Errno.EINVAL)
    if end > _END:
        raise SyscallError(Errno.EOVERFLOW)
    process = thread.process
    return Record(start, end, kind, process.files, process.pid)
