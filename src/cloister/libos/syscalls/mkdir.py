"""mkdir(2): mkdir mkdirat."""

from __future__ import annotations

from cloister.abi.fcntl import AT_FDCWD
from cloister.abi.stat import S_IFDIR, S_ISGID
from cloister.libos.caller import Caller
from cloister.libos.files.opening import make_entry
from cloister.libos.files.paths import walk_at
from cloister.libos.syscalls.table import Kind, syscall


@syscall("mkdir", Kind.PATH, Kind.MODE)
def mkdir(thread: Caller, path: int, mode: int) -> int:
    return mkdirat(thread, AT_FDCWD, path, mode)


@syscall("mkdirat", Kind.DIRFD, Kind.PATH, Kind.MODE)
def mkdirat(thread: Caller, dirfd: int, path: int, mode: int) -> int:
    target = walk_at(thread, dirfd, path)
    inherited = target.parent.inode.mode & S_ISGID
    make_entry(thread.process.fs, target, S_IFDIR | (mode & 0o1777) | inherited)
    return 0
