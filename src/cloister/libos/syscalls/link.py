"""link(2): link linkat."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_FOLLOW, AT_SYMLINK_NOFOLLOW
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.opening import require_entry_change
from cloister.libos.files.paths import require_flags, resolve_at, walk_at
from cloister.libos.syscalls.table import Kind, syscall


@syscall("link", Kind.PATH, Kind.PATH)
def link(thread: Caller, old: int, new: int) -> int:
    return linkat(thread, AT_FDCWD, old, AT_FDCWD, new, 0)


@syscall("linkat", Kind.DIRFD, Kind.PATH, Kind.DIRFD, Kind.PATH, Kind.FLAGS)
def linkat(thread: Caller, old_dirfd: int, old: int, new_dirfd: int, new: int, flags: int) -> int:
    require_flags(flags, AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)
    nofollow = 0 if flags & AT_SYMLINK_FOLLOW else AT_SYMLINK_NOFOLLOW
    inode = resolve_at(thread, old_dirfd, old, flags & AT_EMPTY_PATH | nofollow).inode
    target = walk_at(thread, new_dirfd, new)
    if target.dentry is not None or target.name is None:
        raise SyscallError(Errno.EEXIST)
    if target.is_directory_wanted:
        raise SyscallError(Errno.ENOENT)
    if inode.file_system is not target.parent.inode.file_system:
        raise SyscallError(Errno.EXDEV)
    if inode.is_directory:
        raise SyscallError(Errno.EPERM)
    if inode.link_count == 0:
        raise SyscallError(Errno.ENOENT)
    require_entry_change(thread.process.fs, target.parent)
    target.parent.inode.link(target.name, inode)
    target.parent.add(target.name, inode)
    return 0
