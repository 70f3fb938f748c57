"""Path resolution (path_resolution(7)): components, `.` and `..`, symlinks up to ELOOP, mounts, search permission."""

from __future__ import annotations

from dataclasses import dataclass

from cloister.abi.errno import Errno
from cloister.abi.fcntl import NAME_MAX, PATH_MAX, X_OK
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.context import FsContext
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.permissions import may

MAX_SYMLINKS = 40


@dataclass(slots=True)
class Target:
    """Where a path leads: the directory of its last component and, if that exists, the dentry.

    `name` is None when the last component was `.`, `..`, `/` or a magic link: there is no entry to make or remove.
    """

    parent: Dentry
    name: bytes | None
    dentry: Dentry | None
    is_directory_wanted: bool
    """A slash follows the last component."""
    last: bytes = b"/"
    """The last component as it was written."""


class _Walk:
    """One resolution under way."""

    def __init__(self, context: FsContext, start: Dentry, path: bytes, follow: bool, for_entry: bool) -> None:
        self.context = context
        self.follow = follow
        self.for_entry = for_entry
        self.pending: list[bytes] = []
        self.links = 0
        self.is_directory_wanted = False
        self.current = start
        self.push(path)

    def push(self, path: bytes) -> None:
        """The components of `path` come next."""
        if path.startswith(b"/"):
            self.current = self.context.root
        if not self.pending and path.endswith(b"/"):
            self.is_directory_wanted = True
        self.pending += [name for name in reversed(path.split(b"/")) if name]

    def run(self) -> Target:
        target = Target(self.current, None, self.current, self.is_directory_wanted)
        while self.pending:
            name = self.pending.pop()
            is_last = not self.pending
            directory = self.current
            self._require_search(directory)
            if name in (b".", b".."):
                if name == b".." and directory is not self.context.root:
                    self.current = directory.up
                target = Target(directory, None, self.current, self.is_directory_wanted, name)
                continue
            dentry = self._child(directory, name, is_last)
            if dentry is None:
                return Target(directory, name, None, self.is_directory_wanted, name)
            is_followed = not is_last or self.follow or (self.is_directory_wanted and not self.for_entry)
            if dentry.inode.is_symlink and is_followed:
                self._follow(directory, dentry)
                target = Target(directory, None, self.current, self.is_directory_wanted, name)
                continue
            self.current = dentry
            target = Target(directory, name, dentry, self.is_directory_wanted, name)
        target.is_directory_wanted = self.is_directory_wanted
        return target

    def _require_search(self, directory: Dentry) -> None:
        inode = directory.inode
        if not inode.is_directory:
            raise SyscallError(Errno.ENOTDIR)
        if not may(inode, X_OK, self.context.credentials):
            raise SyscallError(Errno.EACCES)

    def _child(self, directory: Dentry, name: bytes, is_last: bool) -> Dentry | None:
        if len(name) > NAME_MAX:
            raise SyscallError(Errno.ENAMETOOLONG)
        try:
            return directory.child(name)
        except SyscallError as error:
            if error.errno is Errno.ENOENT and is_last:
                return None
            raise

    def _follow(self, directory: Dentry, link: Dentry) -> None:
        self.links += 1
        if self.links > MAX_SYMLINKS:
            raise SyscallError(Errno.ELOOP)
        jump = link.inode.follow(self.context)
        if jump is not None:
            self.current = jump
            return
        path = link.inode.read_link(self.context)
        if not path:
            raise SyscallError(Errno.ENOENT)
        self.current = directory
        self.push(path)


def walk(context: FsContext, path: bytes, *, start: Dentry | None = None, follow: bool = True) -> Target:
    """Resolves `path`; the last component may be missing, all others not. ENOENT ENOTDIR ELOOP ENAMETOOLONG EACCES."""
    target = _walk(context, path, start, follow, for_entry=False)
    if target.dentry is not None and target.is_directory_wanted and not target.dentry.inode.is_directory:
        raise SyscallError(Errno.ENOTDIR)
    return target


def walk_to_entry(context: FsContext, path: bytes, *, start: Dentry | None = None) -> Target:
    """For making, moving and removing entries: a last symlink is the entry meant, even with a slash behind it."""
    return _walk(context, path, start, follow=False, for_entry=True)


def _walk(context: FsContext, path: bytes, start: Dentry | None, follow: bool, *, for_entry: bool) -> Target:
    if not path:
        raise SyscallError(Errno.ENOENT)
    if len(path) >= PATH_MAX:
        raise SyscallError(Errno.ENAMETOOLONG)
    return _Walk(context, start or context.cwd, path, follow, for_entry).run()


def resolve(context: FsContext, path: bytes, *, start: Dentry | None = None, follow: bool = True) -> Dentry:
    """The dentry that `path` names; ENOENT if there is none."""
    dentry = walk(context, path, start=start, follow=follow).dentry
    if dentry is None:
        raise SyscallError(Errno.ENOENT)
    return dentry
