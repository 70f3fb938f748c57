"""Removing and moving entries of directories: the checks that unlink, rmdir and rename share."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.files.opening import require_entry_change
from cloister.libos.vfs.context import FsContext
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.permissions import require_removal
from cloister.libos.vfs.walk import Target


def require_removable(context: FsContext, target: Target) -> tuple[bytes, Dentry]:
    """The entry's name and dentry. ENOENT; EACCES, EPERM, EROFS; EBUSY for mounts and what has no name of its own."""
    if target.dentry is None:
        raise SyscallError(Errno.ENOENT)
    if target.name is None or target.dentry.has_mounts_at():
        raise SyscallError(Errno.EBUSY)
    require_entry_change(context, target.parent)
    require_removal(target.parent.inode, target.dentry.inode, context.credentials)
    return target.name, target.dentry


def remove_file(context: FsContext, target: Target) -> None:
    """unlink(2)."""
    if target.dentry is not None and target.dentry.inode.is_directory:
        raise SyscallError(Errno.EISDIR)
    if target.dentry is not None and target.is_directory_wanted:
        raise SyscallError(Errno.ENOTDIR)
    name, _dentry = require_removable(context, target)
    target.parent.inode.unlink(name)
    target.parent.forget(name)


def remove_directory(context: FsContext, target: Target) -> None:
    """rmdir(2)."""
    if target.name is None and target.last in (b".", b".."):
        raise SyscallError(Errno.EINVAL if target.last == b"." else Errno.ENOTEMPTY)
    if target.dentry is not None and not target.dentry.inode.is_directory:
        raise SyscallError(Errno.ENOTDIR)
    name, _dentry = require_removable(context, target)
    target.parent.inode.remove_directory(name)
    target.parent.forget(name)


def rename(context: FsContext, old: Target, new: Target, *, may_replace: bool) -> None:
    """rename(2)."""
    if old.name is None or new.name is None:
        raise SyscallError(Errno.EBUSY)
    name, source = require_removable(context, old)
    _require_movable(source, old, new)
    if (old.is_directory_wanted or new.is_directory_wanted) and not source.inode.is_directory:
        raise SyscallError(Errno.ENOTDIR)
    require_entry_change(context, new.parent)
    if new.dentry is not None:
        if not may_replace:
            raise SyscallError(Errno.EEXIST)
        if new.dentry.inode is source.inode:
            return
        require_removable(context, new)
    old.parent.inode.rename(name, new.parent.inode, new.name)
    old.parent.move(name, new.parent, new.name)


def exchange(context: FsContext, old: Target, new: Target) -> None:
    """renameat2(2) with RENAME_EXCHANGE: both exist and change places."""
    name, source = require_removable(context, old)
    other_name, other = require_removable(context, new)
    _require_movable(source, old, new)
    _require_movable(other, new, old)
    if source.inode is not other.inode:
        old.parent.inode.exchange(name, new.parent.inode, other_name)
        old.parent.swap(name, new.parent, other_name)


def _require_movable(source: Dentry, old: Target, new: Target) -> None:
    """EXDEV between file systems; EINVAL into itself; ENOTEMPTY over a directory that it lies in."""
    if old.parent.inode.file_system is not new.parent.inode.file_system:
        raise SyscallError(Errno.EXDEV)
    if any(dentry is source for dentry in new.parent.ancestors()):
        raise SyscallError(Errno.EINVAL)
    if new.dentry is not None and any(dentry is new.dentry for dentry in old.parent.ancestors()):
        raise SyscallError(Errno.ENOTEMPTY)
