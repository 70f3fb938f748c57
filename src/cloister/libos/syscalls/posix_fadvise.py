"""posix_fadvise(2) and readahead(2): advice, and taken as such."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.transfer import readable
from cloister.libos.syscalls.table import Kind, syscall

_LAST_ADVICE = 5


@syscall("fadvise64", Kind.FD, Kind.OFFSET, Kind.OFFSET, Kind.INT)
def fadvise64(thread: Caller, fd: int, offset: int, size: int, advice: int) -> int:
    del offset
    description = thread.process.files.get(fd)
    if not description.is_seekable:
        raise SyscallError(Errno.ESPIPE)
    if size < 0 or not 0 <= advice <= _LAST_ADVICE:
        raise SyscallError(Errno.EINVAL)
    return 0


@syscall("readahead", Kind.FD, Kind.OFFSET, Kind.SIZE)
def readahead(thread: Caller, fd: int, offset: int, size: int) -> int:
    del offset, size
    if not readable(thread, fd).is_mappable:
        raise SyscallError(Errno.EINVAL)
    return 0
