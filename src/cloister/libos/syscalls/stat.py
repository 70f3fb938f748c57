"""stat(2): stat lstat fstat newfstatat."""

from __future__ import annotations

from cloister.abi.fcntl import AT_EMPTY_PATH, AT_FDCWD, AT_NO_AUTOMOUNT, AT_SYMLINK_NOFOLLOW
from cloister.libos.caller import Caller
from cloister.libos.files.paths import require_flags, resolve_at
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.vfs.inode import Inode


@syscall("stat", Kind.PATH, Kind.POINTER)
def stat(thread: Caller, path: int, address: int) -> int:
    return _answer(thread, resolve_at(thread, AT_FDCWD, path).inode, address)


@syscall("lstat", Kind.PATH, Kind.POINTER)
def lstat(thread: Caller, path: int, address: int) -> int:
    return _answer(thread, resolve_at(thread, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW).inode, address)


@syscall("fstat", Kind.FD, Kind.POINTER)
def fstat(thread: Caller, fd: int, address: int) -> int:
    return _answer(thread, thread.process.files.get(fd).inode, address)


@syscall("newfstatat", Kind.DIRFD, Kind.PATH, Kind.POINTER, Kind.FLAGS)
def newfstatat(thread: Caller, dirfd: int, path: int, address: int, flags: int) -> int:
    require_flags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT)
    return _answer(thread, resolve_at(thread, dirfd, path, flags).inode, address)


def _answer(thread: Caller, inode: Inode, address: int) -> int:
    thread.memory.write(address, inode.stat().pack())
    return 0
