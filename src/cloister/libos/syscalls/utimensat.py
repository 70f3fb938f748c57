"""utimensat(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW
from cloister.abi.time import TIMESPEC
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.attributes import Times, change_times
from cloister.libos.files.paths import require_flags, resolve_at
from cloister.libos.syscalls.table import Kind, syscall


@syscall("utimensat", Kind.DIRFD, Kind.PATH, Kind.POINTER, Kind.FLAGS)
def utimensat(thread: Caller, dirfd: int, path: int, address: int, flags: int) -> int:
    """A null path means the descriptor itself: futimens(3)."""
    require_flags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)
    times = _read_times(thread, address) if address else None
    if path:
        inode = resolve_at(thread, dirfd, path, flags).inode
    elif dirfd == AT_FDCWD:
        raise SyscallError(Errno.EFAULT)
    else:
        inode = thread.process.files.get(dirfd).inode
    return change_times(thread, inode, times)


def _read_times(thread: Caller, address: int) -> Times:
    packed = thread.memory.read(address, 2 * TIMESPEC.size)
    atime, mtime = TIMESPEC.iter_unpack(packed)
    return (atime[0], atime[1]), (mtime[0], mtime[1])
