"""readlink(2): readlink readlinkat."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.paths import resolve_at
from cloister.libos.syscalls.table import Kind, syscall


@syscall("readlink", Kind.PATH, Kind.BUFFER_OUT, Kind.INT)
def readlink(thread: Caller, path: int, buffer: int, size: int) -> int:
    return readlinkat(thread, AT_FDCWD, path, buffer, size)


@syscall("readlinkat", Kind.DIRFD, Kind.PATH, Kind.BUFFER_OUT, Kind.INT)
def readlinkat(thread: Caller, dirfd: int, path: int, buffer: int, size: int) -> int:
    if size <= 0:
        raise SyscallError(Errno.EINVAL)
    inode = resolve_at(thread, dirfd, path, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH).inode
    text = inode.read_link(thread.process.fs)[:size]
    thread.memory.write(buffer, text)
    return len(text)
