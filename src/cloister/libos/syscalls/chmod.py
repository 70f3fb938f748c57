"""chmod(2): chmod fchmod fchmodat."""

from __future__ import annotations

from cloister.abi.fcntl import AT_FDCWD
from cloister.libos.caller import Caller
from cloister.libos.files.attributes import change_mode
from cloister.libos.files.paths import resolve_at
from cloister.libos.syscalls.table import Kind, syscall


@syscall("chmod", Kind.PATH, Kind.MODE)
def chmod(thread: Caller, path: int, mode: int) -> int:
    return change_mode(thread, resolve_at(thread, AT_FDCWD, path).inode, mode)


@syscall("fchmod", Kind.FD, Kind.MODE)
def fchmod(thread: Caller, fd: int, mode: int) -> int:
    return change_mode(thread, thread.process.files.get(fd).inode, mode)


@syscall("fchmodat", Kind.DIRFD, Kind.PATH, Kind.MODE)
def fchmodat(thread: Caller, dirfd: int, path: int, mode: int) -> int:
    return change_mode(thread, resolve_at(thread, dirfd, path).inode, mode)
