"""getcwd(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, syscall


@syscall("getcwd", Kind.BUFFER_OUT, Kind.SIZE)
def getcwd(thread: Caller, buffer: int, size: int) -> int:
    """The length with its NUL: what the raw system call returns."""
    fs = thread.process.fs
    if any(dentry.is_deleted for dentry in fs.cwd.ancestors()):
        raise SyscallError(Errno.ENOENT)
    path = fs.path_of(fs.cwd) + b"\0"
    if len(path) > size:
        raise SyscallError(Errno.ERANGE)
    thread.memory.write(buffer, path)
    return len(path)
