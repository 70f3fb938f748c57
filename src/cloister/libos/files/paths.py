"""Paths as guests give them: a pointer, and a directory descriptor to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW, PATH_MAX
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.walk import Target, resolve, walk_to_entry

if TYPE_CHECKING:
    from cloister.libos.caller import Caller


def read_path(thread: Caller, address: int) -> bytes:
    """The string at `address`, copied in once. ENAMETOOLONG; core.Fault."""
    path = thread.memory.read_cstring(address, PATH_MAX)
    if path is None:
        raise SyscallError(Errno.ENAMETOOLONG)
    return path


def start_of(thread: Caller, dirfd: int) -> Dentry:
    """Where a relative path starts. EBADF; ENOTDIR for the descriptor of another kind of file."""
    if dirfd == AT_FDCWD:
        return thread.process.fs.cwd
    dentry = thread.process.files.get(dirfd).dentry
    if not dentry.inode.is_directory:
        raise SyscallError(Errno.ENOTDIR)
    return dentry


def start_for(thread: Caller, dirfd: int, path: bytes) -> Dentry | None:
    """`dirfd` counts for relative paths only, and is not even looked at for others (and for the empty one: ENOENT)."""
    return None if not path or path.startswith(b"/") else start_of(thread, dirfd)


def walk_at(thread: Caller, dirfd: int, address: int) -> Target:
    """The place that a path argument names, for calls that make or remove entries."""
    path = read_path(thread, address)
    return walk_to_entry(thread.process.fs, path, start=start_for(thread, dirfd, path))


def resolve_at(thread: Caller, dirfd: int, address: int, flags: int = 0) -> Dentry:
    """The existing file that a path argument names; heeds AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH."""
    path = read_path(thread, address)
    if not path and flags & AT_EMPTY_PATH:
        return thread.process.fs.cwd if dirfd == AT_FDCWD else thread.process.files.get(dirfd).dentry
    follow = not flags & AT_SYMLINK_NOFOLLOW
    return resolve(thread.process.fs, path, start=start_for(thread, dirfd, path), follow=follow)


def require_flags(flags: int, known: int) -> None:
    """EINVAL for a flag outside `known`."""
    if flags & ~known:
        raise SyscallError(Errno.EINVAL)
