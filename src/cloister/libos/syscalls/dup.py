"""dup(2): dup dup2 dup3."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_CLOEXEC
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.paths import require_flags
from cloister.libos.syscalls.table import Kind, syscall


@syscall("dup", Kind.FD)
def dup(thread: Caller, fd: int) -> int:
    files = thread.process.files
    return files.install(files.get(fd))


@syscall("dup2", Kind.FD, Kind.FD)
def dup2(thread: Caller, old: int, new: int) -> int:
    files = thread.process.files
    description = files.get(old)
    return new if old == new else files.install_at(new, description)


@syscall("dup3", Kind.FD, Kind.FD, Kind.FLAGS)
def dup3(thread: Caller, old: int, new: int, flags: int) -> int:
    require_flags(flags, O_CLOEXEC)
    if old == new:
        raise SyscallError(Errno.EINVAL)
    files = thread.process.files
    return files.install_at(new, files.get(old), close_on_exec=bool(flags & O_CLOEXEC))
