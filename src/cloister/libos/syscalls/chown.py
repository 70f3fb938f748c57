"""chown(2): chown lchown fchown fchownat."""

from __future__ import annotations

from cloister.abi.fcntl import AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW
from cloister.libos.caller import Caller
from cloister.libos.files.attributes import change_owner
from cloister.libos.files.paths import require_flags, resolve_at
from cloister.libos.syscalls.table import Kind, syscall


@syscall("chown", Kind.PATH, Kind.UINT, Kind.UINT)
def chown(thread: Caller, path: int, uid: int, gid: int) -> int:
    return change_owner(thread, resolve_at(thread, AT_FDCWD, path).inode, uid, gid)


@syscall("lchown", Kind.PATH, Kind.UINT, Kind.UINT)
def lchown(thread: Caller, path: int, uid: int, gid: int) -> int:
    return change_owner(thread, resolve_at(thread, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW).inode, uid, gid)


@syscall("fchown", Kind.FD, Kind.UINT, Kind.UINT)
def fchown(thread: Caller, fd: int, uid: int, gid: int) -> int:
    return change_owner(thread, thread.process.files.get(fd).inode, uid, gid)


@syscall("fchownat", Kind.DIRFD, Kind.PATH, Kind.UINT, Kind.UINT, Kind.FLAGS)
def fchownat(thread: Caller, dirfd: int, path: int, uid: int, gid: int, flags: int) -> int:
    require_flags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)
    return change_owner(thread, resolve_at(thread, dirfd, path, flags).inode, uid, gid)
