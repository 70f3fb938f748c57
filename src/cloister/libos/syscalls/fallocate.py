"""fallocate(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall

_KEEP_SIZE = 1


@syscall(
    "fallocate",
    Kind.FD,
    Kind.INT,
    Kind.OFFSET,
    Kind.OFFSET,
    support=Support.PARTIAL,
    note="mode 0 and FALLOC_FL_KEEP_SIZE only; memory is not set aside",
)
def fallocate(thread: Caller, fd: int, mode: int, offset: int, size: int) -> int:
    description = thread.process.files.get(fd)
    if not description.can_write:
        raise SyscallError(Errno.EBADF)
    if offset < 0 or size <= 0:
        raise SyscallError(Errno.EINVAL)
    if mode & ~_KEEP_SIZE:
        raise SyscallError(Errno.EOPNOTSUPP)
    inode = description.inode
    if not inode.is_regular:
        raise SyscallError(Errno.ESPIPE if not description.is_seekable else Errno.ENODEV)
    if offset + size >= 1 << 63:
        raise SyscallError(Errno.EFBIG)
    if not mode & _KEEP_SIZE and offset + size > inode.size:
        inode.truncate(offset + size)
    return 0
