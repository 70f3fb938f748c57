"""truncate(2): truncate ftruncate."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_FDCWD, W_OK
from cloister.abi.resource import Resource
from cloister.abi.signal import Signal
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.paths import resolve_at
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.vfs.inode import Inode
from cloister.libos.vfs.permissions import require


@syscall("truncate", Kind.PATH, Kind.OFFSET)
def truncate(thread: Caller, path: int, size: int) -> int:
    inode = resolve_at(thread, AT_FDCWD, path).inode
    if inode.is_directory:
        raise SyscallError(Errno.EISDIR)
    require(inode, W_OK, thread.process.fs.credentials)
    return _truncate(thread, inode, size)


@syscall("ftruncate", Kind.FD, Kind.OFFSET)
def ftruncate(thread: Caller, fd: int, size: int) -> int:
    description = thread.process.files.get(fd)
    if not description.can_write:
        raise SyscallError(Errno.EINVAL)
    return _truncate(thread, description.inode, size)


def _truncate(thread: Caller, inode: Inode, size: int) -> int:
    if size < 0:
        raise SyscallError(Errno.EINVAL)
    if size > max(inode.size, thread.process.limit(Resource.FSIZE)):
        thread.process.send_signal(Signal.SIGXFSZ)
        raise SyscallError(Errno.EFBIG)
    inode.truncate(size)
    return 0
