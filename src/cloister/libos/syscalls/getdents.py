"""getdents(2): getdents getdents64."""

from __future__ import annotations

from collections.abc import Callable

from cloister.abi.dirent import pack_dirent, pack_dirent64, type_of_mode
from cloister.abi.errno import Errno
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.regular import Directory
from cloister.libos.syscalls.table import Kind, syscall

Pack = Callable[[int, int, int, bytes], bytes]


@syscall("getdents", Kind.FD, Kind.BUFFER_OUT, Kind.UINT)
def getdents(thread: Caller, fd: int, buffer: int, size: int) -> int:
    return _list(thread, fd, buffer, size, pack_dirent)


@syscall("getdents64", Kind.FD, Kind.BUFFER_OUT, Kind.UINT)
def getdents64(thread: Caller, fd: int, buffer: int, size: int) -> int:
    return _list(thread, fd, buffer, size, pack_dirent64)


def _list(thread: Caller, fd: int, buffer: int, size: int, pack: Pack) -> int:
    """As many entries as fit, from the description's offset on. EINVAL if not even one fits."""
    directory = thread.process.files.get(fd)
    if not isinstance(directory, Directory):
        raise SyscallError(Errno.ENOTDIR if directory.can_read else Errno.EBADF)
    if directory.dentry.is_deleted:
        raise SyscallError(Errno.ENOENT)
    records: list[bytes] = []
    total, offset = 0, directory.offset
    for name, number, mode in directory.listing()[offset:]:
        record = pack(number, offset + 1, type_of_mode(mode), name)
        if total + len(record) > size:
            if not records:
                raise SyscallError(Errno.EINVAL)
            break
        records.append(record)
        total += len(record)
        offset += 1
    if records:
        thread.memory.write(buffer, b"".join(records))
        directory.offset = offset
    return total
