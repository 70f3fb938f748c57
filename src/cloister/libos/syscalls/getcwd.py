"""getcwd(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import PATH_MAX
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, syscall


@syscall("getcwd", Kind.BUFFER_OUT, Kind.SIZE)
def getcwd(thread: Caller, buffer: int, size: int) -> int:
    """The length with its NUL: what the raw system call returns."""
    fs = thread.process.fs
    names, is_deleted, is_reachable = fs.cwd.trail(fs.root)
    if is_deleted:
        raise SyscallError(Errno.ENOENT)
    path = (b"/" if is_reachable else b"(unreachable)/") + b"/".join(names) + b"\0"
    if len(path) > PATH_MAX:
        raise SyscallError(Errno.ENAMETOOLONG)
    if len(path) > size:
        raise SyscallError(Errno.ERANGE)
    thread.memory.write(buffer, path)
    return len(path)
