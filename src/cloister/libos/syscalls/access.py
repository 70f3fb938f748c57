"""access(2): access faccessat faccessat2."""

from __future__ import annotations

from dataclasses import dataclass

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_EACCESS, AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW, R_OK, W_OK, X_OK
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.paths import require_flags, resolve_at
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.vfs.permissions import require


@dataclass(frozen=True, slots=True)
class _RealIds:
    """access(2) asks for the real ids, whatever the effective ones may do."""

    euid: int
    egid: int
    groups: tuple[int, ...]


@syscall("access", Kind.PATH, Kind.INT)
def access(thread: Caller, path: int, mode: int) -> int:
    return faccessat2(thread, AT_FDCWD, path, mode, 0)


@syscall("faccessat", Kind.DIRFD, Kind.PATH, Kind.INT)
def faccessat(thread: Caller, dirfd: int, path: int, mode: int) -> int:
    return faccessat2(thread, dirfd, path, mode, 0)


@syscall("faccessat2", Kind.DIRFD, Kind.PATH, Kind.INT, Kind.FLAGS)
def faccessat2(thread: Caller, dirfd: int, path: int, mode: int, flags: int) -> int:
    require_flags(flags, AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)
    if mode & ~(R_OK | W_OK | X_OK):
        raise SyscallError(Errno.EINVAL)
    inode = resolve_at(thread, dirfd, path, flags).inode
    ids = thread.process.credentials
    who = ids if flags & AT_EACCESS else _RealIds(ids.uid, ids.gid, tuple(ids.groups))
    require(inode, mode, who)
    return 0
