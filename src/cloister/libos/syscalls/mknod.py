"""mknod(2): mknod mknodat."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_FDCWD
from cloister.abi.stat import S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.opening import make_entry
from cloister.libos.files.paths import walk_at
from cloister.libos.syscalls.table import Kind, Support, syscall

_NOTE = "device nodes and sockets can be made, not opened"


@syscall("mknod", Kind.PATH, Kind.MODE, Kind.UINT, support=Support.PARTIAL, note=_NOTE)
def mknod(thread: Caller, path: int, mode: int, device: int) -> int:
    return mknodat(thread, AT_FDCWD, path, mode, device)


@syscall("mknodat", Kind.DIRFD, Kind.PATH, Kind.MODE, Kind.UINT, support=Support.PARTIAL, note=_NOTE)
def mknodat(thread: Caller, dirfd: int, path: int, mode: int, device: int) -> int:
    kind = mode & S_IFMT or S_IFREG
    if kind not in (S_IFREG, S_IFIFO, S_IFSOCK, S_IFCHR, S_IFBLK):
        raise SyscallError(Errno.EPERM if kind == S_IFDIR else Errno.EINVAL)
    fs = thread.process.fs
    if kind in (S_IFCHR, S_IFBLK) and fs.credentials.euid != 0:
        raise SyscallError(Errno.EPERM)
    target = walk_at(thread, dirfd, path)
    if target.dentry is None and target.is_directory_wanted:
        raise SyscallError(Errno.ENOENT)
    make_entry(fs, target, kind | (mode & 0o7777), device)
    return 0
