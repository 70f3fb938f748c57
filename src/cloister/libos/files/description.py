"""Open file descriptions (open(2)): what dup and fork share. One class for each kind of open file derives from this."""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloister.abi.errno import Errno
from cloister.abi.fcntl import (
    O_ACCMODE,
    O_APPEND,
    O_ASYNC,
    O_DIRECT,
    O_NOATIME,
    O_NONBLOCK,
    O_PATH,
    O_RDONLY,
    O_RDWR,
    O_WRONLY,
)
from cloister.abi.poll import READABLE, WRITABLE
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import Inode
from cloister.libos.wait import WaitQueue

if TYPE_CHECKING:
    from cloister.core import Context
    from cloister.libos.caller import Caller

SETTABLE_FLAGS = O_APPEND | O_ASYNC | O_DIRECT | O_NOATIME | O_NONBLOCK
"""What F_SETFL changes; the rest it ignores, as Linux does."""


class Description:
    """An open file. Lives as long as a descriptor holds it; `holders` counts those."""

    is_seekable = False
    is_mappable = False
    never_blocks = False
    """True where `read_nowait` and `write_nowait` do it all, and a read is short at the end of the file only."""

    def __init__(self, dentry: Dentry, flags: int) -> None:
        self.dentry = dentry
        self.flags = flags
        self.offset = 0
        self.holders = 0
        access = flags & (O_ACCMODE | O_PATH)
        self.can_read = access in (O_RDONLY, O_RDWR)
        self.can_write = access in (O_WRONLY, O_RDWR)

    @property
    def inode(self) -> Inode:
        return self.dentry.inode

    @property
    def is_nonblocking(self) -> bool:
        return bool(self.flags & O_NONBLOCK)

    def set_flags(self, flags: int) -> None:
        """F_SETFL."""
        self.flags = (self.flags & ~SETTABLE_FLAGS) | (flags & SETTABLE_FLAGS)

    # --- holders ---

    def attached(self, holder: Any, descriptor: int) -> None:
        """A descriptor of a table (`holder`) refers to it now."""
        self.holders += 1

    def detached(self, holder: Any, descriptor: int) -> None:
        """One no longer does; the last one closes it."""
        self.holders -= 1
        locks = self.dentry.inode.locks
        if locks is not None:
            locks.drop_owner(holder)
            if self.holders == 0:
                locks.drop_description(self)
        if self.holders == 0:
            self.close()

    def bind(self, context: Context, descriptor: int) -> None:
        """Lets the core answer read and write on this descriptor, where it can. The descriptor is not bound yet."""

    def close(self) -> None:
        """The last descriptor is gone."""

    # --- bytes ---

    async def read(self, thread: Caller, size: int) -> bytes:
        """Up to `size` bytes at the file's offset; b"" at the end. May block."""
        return self.read_nowait(size)

    async def write(self, thread: Caller, data: bytes) -> int:
        """How many bytes were taken. May block."""
        return self.write_nowait(data)

    def read_nowait(self, size: int) -> bytes:
        raise SyscallError(Errno.EINVAL)

    def write_nowait(self, data: bytes) -> int:
        raise SyscallError(Errno.EINVAL)

    def read_at(self, offset: int, size: int) -> bytes:
        """pread(2)."""
        raise SyscallError(Errno.ESPIPE)

    def write_at(self, offset: int, data: bytes) -> int:
        """pwrite(2)."""
        raise SyscallError(Errno.ESPIPE)

    def seek(self, offset: int, whence: int) -> int:
        raise SyscallError(Errno.ESPIPE)

    def available(self) -> int:
        """FIONREAD: bytes that a read would give at once."""
        raise SyscallError(Errno.ENOTTY)

    # --- readiness ---

    def readiness(self, thread: Caller) -> int:
        """poll(2) bits that hold now, asked for or not. An ordinary file is always ready."""
        return READABLE | WRITABLE

    def queues(self, thread: Caller, events: int) -> tuple[WaitQueue, ...]:
        """Queues that are woken when `readiness` may have gained one of `events`."""
        return ()

    def watch(self) -> None:
        """Somebody is going to wait on `queues`; paired with `unwatch`."""

    def unwatch(self) -> None: ...

    # --- control ---

    async def ioctl(self, thread: Caller, request: int, argument: int) -> int:
        """Requests that belong to this kind of file only; `argument` is as the guest gave it."""
        raise SyscallError(Errno.ENOTTY)

    def label(self) -> bytes | None:
        """What /proc/self/fd shows if it has no path."""
        return self.dentry.name if self.dentry.parent is None else None
