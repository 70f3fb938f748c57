"""Path resolution (path_resolution(7)): components, `.` and `..`, symlinks up to ELOOP, mounts, search permission."""

from __future__ import annotations

from dataclasses import dataclass

from cloister.abi.errno import Errno
from cloister.abi.fcntl import NAME_MAX, PATH_MAX, X_OK
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.context import FsContext
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import Inode
from cloister.libos.vfs.permissions import may

MAX_SYMLINKS = 40

_DOTS = (b".", b"..")


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
    last: bytes
    """The last component as it was written; "/" if there was none."""


class _Walk:
    """One resolution under way."""

    def __init__(self, context: FsContext, start: Dentry, path: bytes, follow: bool, for_entry: bool) -> None:
        self.context = context
        self.follow = follow
        self.for_entry = for_entry
        self.is_superuser = context.credentials.euid == 0
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
        parent, name, dentry, last = self.current, None, self.current, b"/"
        while self.pending:
            last, parent = self.pending.pop(), self.current
            self._require_search(parent.inode)
            if last in _DOTS:
                if last == b".." and parent is not self.context.root:
                    self.current = parent.up
                name, dentry = None, self.current
                continue
            child = self._child(parent, last)
            if child is None:
                return Target(parent, last, None, self.is_directory_wanted, last)
            if child.inode.is_symlink and self._is_followed():
                self._follow(parent, child)
                name, dentry = None, self.current
                continue
            self.current = dentry = child
            name = last
        return Target(parent, name, dentry, self.is_directory_wanted, last)

    def _require_search(self, inode: Inode) -> None:
        if not inode.is_directory:
            raise SyscallError(Errno.ENOTDIR)
        if not self.is_superuser and not may(inode, X_OK, self.context.credentials):
            raise SyscallError(Errno.EACCES)

    def _is_followed(self) -> bool:
        """For a symlink: whether it is in the middle, or a last one that is to be followed."""
        return bool(self.pending) or self.follow or (self.is_directory_wanted and not self.for_entry)

    def _child(self, directory: Dentry, name: bytes) -> Dentry | None:
        """None if it is the last component and there is none."""
        if len(name) > NAME_MAX:
            raise SyscallError(Errno.ENAMETOOLONG)
        try:
            return directory.child(name)
        except SyscallError as error:
            if error.errno is Errno.ENOENT and not self.pending:
                return None
            raise

    def _follow(self, directory: Dentry, link: Dentry) -> None:
        """Goes on along the link's path, from its directory."""
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
