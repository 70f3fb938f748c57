"""Dentries: the tree of names that were looked up, with the mounts hung into it.

A name has one dentry as long as it exists, so that a rename moves every open directory and working directory below it,
and `..` and getcwd(2) need no search.
"""

from __future__ import annotations

from collections.abc import Iterator

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.inode import Inode


class Dentry:
    """A name in a directory. `parent` is None for the root of a file system and for what has no name (pipes)."""

    __slots__ = ("children", "covered", "inode", "is_deleted", "mounted", "name", "parent")

    def __init__(self, inode: Inode, name: bytes, parent: Dentry | None) -> None:
        self.inode = inode
        self.name = name
        self.parent = parent
        self.children: dict[bytes, Dentry] = {}
        self.mounted: Dentry | None = None
        """Root of the file system mounted here."""
        self.covered: Dentry | None = None
        """Of such a root: the dentry it is mounted on."""
        self.is_deleted = False

    def child(self, name: bytes) -> Dentry:
        """The entry `name`, with what is mounted on it. ENOENT, ENOTDIR."""
        dentry = self.children.get(name)
        if dentry is None:
            dentry = Dentry(self.inode.lookup(name), name, self)
            if not self.inode.is_volatile:
                self.children[name] = dentry
        while dentry.mounted is not None:
            dentry = dentry.mounted
        return dentry

    def add(self, name: bytes, inode: Inode) -> Dentry:
        """A new name, which the inode's directory has just made."""
        dentry = self.children[name] = Dentry(inode, name, self)
        return dentry

    def forget(self, name: bytes) -> None:
        """The name is gone from the directory."""
        dentry = self.children.pop(name, None)
        if dentry is not None:
            dentry.is_deleted = True

    def move(self, name: bytes, target: Dentry, target_name: bytes) -> None:
        """The name was renamed in the file system; what was there is gone."""
        target.forget(target_name)
        dentry = self.children.pop(name, None)
        if dentry is not None:
            dentry.parent, dentry.name = target, target_name
            target.children[target_name] = dentry

    def swap(self, name: bytes, target: Dentry, target_name: bytes) -> None:
        """The two names were exchanged in the file system."""
        mine, theirs = self.children.pop(name, None), target.children.pop(target_name, None)
        for dentry, parent, new_name in ((mine, target, target_name), (theirs, self, name)):
            if dentry is not None:
                dentry.parent, dentry.name = parent, new_name
                parent.children[new_name] = dentry

    @property
    def up(self) -> Dentry:
        """What `..` is: itself at the root of all."""
        dentry = self
        while dentry.parent is None and dentry.covered is not None:
            dentry = dentry.covered
        return dentry.parent or dentry

    def ancestors(self) -> Iterator[Dentry]:
        """From this one up to the root of all, mounts crossed."""
        dentry = self
        yield dentry
        while dentry.up is not dentry:
            dentry = dentry.up
            yield dentry

    def has_mounts_at(self) -> bool:
        """Busy: something is mounted on it, or it is the root of a mount."""
        return self.mounted is not None or self.covered is not None

    def trail(self, root: Dentry) -> tuple[list[bytes], bool, bool]:
        """Names from `root` down to here; whether one of them is deleted; whether it lies below `root` at all."""
        names: list[bytes] = []
        dentry, is_deleted = self, False
        while dentry is not root:
            if dentry.parent is not None:
                names.append(dentry.name)
                is_deleted = is_deleted or dentry.is_deleted
                dentry = dentry.parent
            elif dentry.covered is not None:
                dentry = dentry.covered
            else:
                break
        names.reverse()
        return names, is_deleted, dentry is root

    def path(self, root: Dentry) -> bytes:
        """Absolute path as seen from `root`, with Linux's " (deleted)"; outside of root "(unreachable)/..."."""
        names, is_deleted, is_reachable = self.trail(root)
        text = b"/" + b"/".join(names)
        if not is_reachable:
            text = b"(unreachable)" + text
        return text + b" (deleted)" if is_deleted else text


def anonymous(inode: Inode, name: bytes) -> Dentry:
    """For an open file without a path: /proc/self/fd shows `name` as it is."""
    return Dentry(inode, name, None)


def require_directory(dentry: Dentry) -> Dentry:
    if not dentry.inode.is_directory:
        raise SyscallError(Errno.ENOTDIR)
    return dentry
