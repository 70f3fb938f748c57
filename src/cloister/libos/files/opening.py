"""From a name to an open description: what open(2) does once its arguments are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.fcntl import (
    O_ACCMODE,
    O_CLOEXEC,
    O_CREAT,
    O_DIRECTORY,
    O_EXCL,
    O_LARGEFILE,
    O_NOCTTY,
    O_NOFOLLOW,
    O_PATH,
    O_TRUNC,
    R_OK,
    W_OK,
)
from cloister.abi.stat import S_IFIFO, S_IFREG, S_ISGID
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.files.regular import Directory, PathOnly, RegularFile
from cloister.libos.vfs.context import FsContext
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import Inode
from cloister.libos.vfs.permissions import require
from cloister.libos.vfs.walk import Target, walk

if TYPE_CHECKING:
    from cloister.libos.files.fifo import Fifos

_CREATION_FLAGS = O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC
"""Not part of what F_GETFL tells later."""
_WANTED = {0: R_OK, 1: W_OK, 2: R_OK | W_OK, 3: R_OK | W_OK}


async def open_path(
    context: FsContext, fifos: Fifos, path: bytes, flags: int, mode: int, *, start: Dentry | None = None
) -> Description:
    """The description; it belongs to no table yet. Errors as open(2) lists them."""
    dentry, is_new = _find_or_create(context, path, flags, mode, start)
    inode = dentry.inode
    if flags & O_PATH:
        return PathOnly(dentry, flags & (O_PATH | O_DIRECTORY | O_NOFOLLOW))
    kept_flags = flags & ~_CREATION_FLAGS | O_LARGEFILE  # which the kernel of a 64-bit machine adds itself
    if not is_new:
        _require_openable(context, inode, flags)
    if inode.kind == S_IFIFO and type(inode).open is Inode.open:
        return await fifos.open(inode, kept_flags, dentry)
    if flags & O_TRUNC and inode.is_regular and not is_new:
        inode.truncate(0)
    return inode.open(kept_flags, dentry)


def default_description(inode: Inode, flags: int, dentry: Dentry) -> Description:
    """For inodes without an `open` of their own."""
    if inode.is_directory:
        return Directory(dentry, flags)
    if inode.is_regular:
        return RegularFile(dentry, flags)
    raise SyscallError(Errno.ELOOP if inode.is_symlink else Errno.ENXIO)


def _find_or_create(
    context: FsContext, path: bytes, flags: int, mode: int, start: Dentry | None
) -> tuple[Dentry, bool]:
    is_creating = bool(flags & O_CREAT) and not flags & O_PATH
    is_exclusive = is_creating and bool(flags & O_EXCL)
    if is_creating and path.endswith(b"/"):
        raise SyscallError(Errno.EISDIR)
    target = walk(context, path, start=start, follow=not (flags & O_NOFOLLOW or is_exclusive))
    if target.dentry is None:
        if not is_creating:
            raise SyscallError(Errno.ENOENT)
        return _create(context, target, mode), True
    if is_exclusive:
        raise SyscallError(Errno.EEXIST)
    inode = target.dentry.inode
    if inode.is_symlink and not flags & O_PATH:
        raise SyscallError(Errno.ELOOP)
    if flags & O_DIRECTORY and not inode.is_directory:
        raise SyscallError(Errno.ENOTDIR)
    if inode.is_directory and (is_creating or flags & (O_ACCMODE | O_TRUNC)) and not flags & O_PATH:
        raise SyscallError(Errno.EISDIR)
    return target.dentry, False


def _create(context: FsContext, target: Target, mode: int) -> Dentry:
    if target.name is None:
        raise SyscallError(Errno.EISDIR)
    return make_entry(context, target, S_IFREG | (mode & 0o7777))


def make_entry(context: FsContext, target: Target, mode: int, device: int = 0) -> Dentry:
    """A new file of any type at `target`, with the caller as its owner and the umask applied. EEXIST, EACCES, EROFS."""
    if target.dentry is not None or target.name is None:
        raise SyscallError(Errno.EEXIST)
    directory, who = target.parent.inode, context.credentials
    require_entry_change(context, target.parent)
    gid = directory.gid if directory.mode & S_ISGID else who.egid
    inode = directory.create(target.name, mode & ~context.umask, uid=who.euid, gid=gid, device=device)
    return target.parent.add(target.name, inode)


def require_entry_change(context: FsContext, directory: Dentry) -> None:
    """Entries may be made in and removed from `directory`. EROFS, EACCES; ENOENT if it was removed itself."""
    if directory.is_deleted:
        raise SyscallError(Errno.ENOENT)
    require(directory.inode, W_OK, context.credentials)


def _require_openable(context: FsContext, inode: Inode, flags: int) -> None:
    wanted = _WANTED[flags & O_ACCMODE] | (W_OK if flags & O_TRUNC else 0)
    require(inode, wanted, context.credentials)
