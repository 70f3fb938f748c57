"""utime(2): utime utimes futimesat."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_FDCWD
from cloister.abi.time import MICROSECOND_NS, SECOND_NS, TIMESPEC
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.attributes import Times, change_times
from cloister.libos.files.paths import resolve_at
from cloister.libos.syscalls.table import Kind, syscall


@syscall("utime", Kind.PATH, Kind.POINTER)
def utime(thread: Caller, path: int, address: int) -> int:
    times: Times | None = None
    if address:
        atime, mtime = TIMESPEC.unpack(thread.memory.read(address, TIMESPEC.size))
        times = ((atime, 0), (mtime, 0))
    return change_times(thread, resolve_at(thread, AT_FDCWD, path).inode, times)


@syscall("utimes", Kind.PATH, Kind.POINTER)
def utimes(thread: Caller, path: int, address: int) -> int:
    return futimesat(thread, AT_FDCWD, path, address)


@syscall("futimesat", Kind.DIRFD, Kind.PATH, Kind.POINTER)
def futimesat(thread: Caller, dirfd: int, path: int, address: int) -> int:
    times = _read_times(thread, address) if address else None
    inode = resolve_at(thread, dirfd, path).inode if path else thread.process.files.get(dirfd).inode
    return change_times(thread, inode, times)


def _read_times(thread: Caller, address: int) -> Times:
    """Two struct timeval."""
    packed = thread.memory.read(address, 2 * TIMESPEC.size)
    atime, mtime = TIMESPEC.iter_unpack(packed)
    if not all(0 <= micros < SECOND_NS // MICROSECOND_NS for _seconds, micros in (atime, mtime)):
        raise SyscallError(Errno.EINVAL)
    return (atime[0], atime[1] * MICROSECOND_NS), (mtime[0], mtime[1] * MICROSECOND_NS)
