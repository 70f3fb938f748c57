"""lseek(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import SEEK_HOLE
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, syscall


@syscall("lseek", Kind.FD, Kind.OFFSET, Kind.INT)
def lseek(thread: Caller, fd: int, offset: int, whence: int) -> int:
    description = thread.process.files.get(fd)
    if not 0 <= whence <= SEEK_HOLE:
        raise SyscallError(Errno.EINVAL)
    return description.seek(offset, whence)
