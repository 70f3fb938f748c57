"""Character devices that need no host: null, zero, full, random."""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.stat import S_IFCHR
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import FileSystem, Inode

if TYPE_CHECKING:
    pass

Produce = Callable[[int], bytes]
Consume = Callable[[bytes], int]


class DeviceInode(Inode):
    """A device that is two functions: `produce(size)` for reads, `consume(data)` for writes."""

    def __init__(self, file_system: FileSystem, device: int, produce: Produce, consume: Consume) -> None:
        super().__init__(file_system, S_IFCHR | 0o666)
        self.special_device = device
        self.produce = produce
        self.consume = consume

    def open(self, flags: int, dentry: Dentry) -> Description:
        return Device(self, dentry, flags)


class Device(Description):
    """No offset: lseek succeeds and stays at 0."""

    is_seekable = True
    never_blocks = True

    def __init__(self, inode: DeviceInode, dentry: Dentry, flags: int) -> None:
        super().__init__(dentry, flags)
        self._produce = inode.produce
        self._consume = inode.consume

    def read_nowait(self, size: int) -> bytes:
        return self._produce(size)

    def write_nowait(self, data: bytes) -> int:
        return self._consume(data)

    def read_at(self, offset: int, size: int) -> bytes:
        return self._produce(size)

    def write_at(self, offset: int, data: bytes) -> int:
        return self._consume(data)

    def seek(self, offset: int, whence: int) -> int:
        return 0


def produce_nothing(size: int) -> bytes:
    del size
    return b""


def produce_zeros(size: int) -> bytes:
    return bytes(size)


def consume_all(data: bytes) -> int:
    return len(data)


def consume_nothing(data: bytes) -> int:
    """/dev/full."""
    del data
    raise SyscallError(Errno.ENOSPC)
