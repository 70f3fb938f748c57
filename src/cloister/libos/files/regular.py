"""Open regular files and directories."""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_APPEND, SEEK_CUR, SEEK_DATA, SEEK_END, SEEK_HOLE, SEEK_SET
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import Entry

if TYPE_CHECKING:
    from cloister.libos.caller import Caller

_MAX_OFFSET = (1 << 63) - 1


class RegularFile(Description):
    """Contents are the inode's; the offset is shared by all descriptors of this description."""

    is_seekable = True
    is_mappable = True
    never_blocks = True

    def read_nowait(self, size: int) -> bytes:
        data = self.dentry.inode.read_at(self.offset, size)
        self.offset += len(data)
        return data

    def write_nowait(self, data: bytes) -> int:
        if self.flags & O_APPEND:
            self.offset = self.inode.size
        count = self.inode.write_at(self.offset, data)
        self.offset += count
        return count

    def read_at(self, offset: int, size: int) -> bytes:
        return self.inode.read_at(offset, size)

    def write_at(self, offset: int, data: bytes) -> int:
        """O_APPEND wins over the offset, as on Linux."""
        return self.inode.write_at(self.inode.size if self.flags & O_APPEND else offset, data)

    def available(self) -> int:
        return max(0, self.inode.size - self.offset)

    def seek(self, offset: int, whence: int) -> int:
        self.offset = _sought(offset, whence, self.offset, self.inode.size)
        return self.offset


def _sought(offset: int, whence: int, current: int, size: int) -> int:
    """The new offset of lseek(2). The file is one piece of data: its only hole is at its end."""
    if whence in (SEEK_DATA, SEEK_HOLE):
        if not 0 <= offset < size:
            raise SyscallError(Errno.ENXIO)
        return offset if whence == SEEK_DATA else size
    base = {SEEK_SET: 0, SEEK_CUR: current, SEEK_END: size}.get(whence)
    if base is None or base + offset < 0:
        raise SyscallError(Errno.EINVAL)
    if base + offset > _MAX_OFFSET:
        raise SyscallError(Errno.EOVERFLOW)
    return base + offset


class Directory(Description):
    """Its listing is taken when reading starts (or is rewound), so entries made or removed meanwhile move nothing."""

    is_seekable = True

    def __init__(self, dentry: Dentry, flags: int) -> None:
        super().__init__(dentry, flags)
        self._listing: list[Entry] | None = None

    def read_nowait(self, size: int) -> bytes:
        raise SyscallError(Errno.EISDIR)

    def read_at(self, offset: int, size: int) -> bytes:
        raise SyscallError(Errno.EISDIR)

    def listing(self) -> list[Entry]:
        """All entries with `.` and `..`; `offset` is an index into it."""
        if self.offset == 0 or self._listing is None:
            inode, up = self.inode, self.dentry.up.inode
            dots = [(b".", inode.number, inode.mode), (b"..", up.number, up.mode)]
            self._listing = [*dots, *inode.entries()]
        return self._listing

    def seek(self, offset: int, whence: int) -> int:
        self.offset = _sought(offset, whence, self.offset, _MAX_OFFSET)
        return self.offset


class PathOnly(Description):
    """O_PATH: names a place, gives no access to it."""

    def read_nowait(self, size: int) -> bytes:
        raise SyscallError(Errno.EBADF)

    def write_nowait(self, data: bytes) -> int:
        raise SyscallError(Errno.EBADF)

    def read_at(self, offset: int, size: int) -> bytes:
        raise SyscallError(Errno.EBADF)

    def write_at(self, offset: int, data: bytes) -> int:
        raise SyscallError(Errno.EBADF)

    def seek(self, offset: int, whence: int) -> int:
        raise SyscallError(Errno.EBADF)

    async def ioctl(self, thread: Caller, request: int, argument: int) -> int:
        raise SyscallError(Errno.EBADF)
