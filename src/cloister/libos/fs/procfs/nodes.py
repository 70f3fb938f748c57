"""The kinds of files in /proc: texts made at open, directories made at look-up, links that know their reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cloister.abi.errno import Errno
from cloister.abi.stat import S_IFDIR, S_IFLNK, S_IFREG
from cloister.abi.statfs import PROC_MAGIC, FileSystemFacts
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.files.regular import RegularFile
from cloister.libos.vfs.dentry import Dentry, anonymous
from cloister.libos.vfs.inode import Entry, FileSystem, Inode

if TYPE_CHECKING:
    from cloister.libos.vfs.context import FsContext


class ProcFs(FileSystem):
    type_name = b"proc"
    is_read_only = True

    def __init__(self, now_ns: Callable[[], int]) -> None:
        super().__init__()
        self._now_ns = now_ns

    def now_ns(self) -> int:
        return self._now_ns()

    def facts(self) -> FileSystemFacts:
        return FileSystemFacts(PROC_MAGIC)


class Text(Inode):
    """A regular file; every open description sees the text of the moment it was opened."""

    def __init__(self, file_system: FileSystem, produce: Callable[[], bytes], mode: int = 0o444) -> None:
        super().__init__(file_system, S_IFREG | mode)
        self._produce = produce

    def open(self, flags: int, dentry: Dentry) -> Description:
        return RegularFile(anonymous_copy(dentry, Snapshot(self, self._produce())), flags)


class Snapshot(Inode):
    """The text of one open description; shows itself as the file it was taken of."""

    def __init__(self, original: Inode, text: bytes) -> None:
        super().__init__(original.file_system, original.mode, number=original.number)
        self._text = text

    def read_at(self, offset: int, size: int) -> bytes:
        return self._text[offset : offset + size]


def anonymous_copy(dentry: Dentry, inode: Inode) -> Dentry:
    """The same place in the tree with another inode."""
    copy = anonymous(inode, dentry.name)
    copy.parent = dentry.parent
    return copy


class Link(Inode):
    """A symlink whose text depends on the reader, or that leads to a place which has no path.

    One with an `owner` (a process) is read and followed by that process's user and root only.
    """

    def __init__(
        self,
        file_system: FileSystem,
        text: Callable[[FsContext | None], bytes],
        target: Callable[[], Dentry | None] | None = None,
        owner: Any = None,
    ) -> None:
        super().__init__(file_system, S_IFLNK | 0o777)
        self._text = text
        self._target = target
        self._owner = owner

    def read_link(self, context: FsContext | None = None) -> bytes:
        self._require_access(context)
        return self._text(context)

    def follow(self, context: FsContext) -> Dentry | None:
        self._require_access(context)
        return self._target() if self._target is not None else None

    def _require_access(self, context: FsContext | None) -> None:
        if self._owner is None or context is None:
            return
        if context.credentials.euid not in (0, self._owner.credentials.euid):
            raise SyscallError(Errno.EACCES)


class Folder(Inode):
    """`names` lists what is in it now, `make` gives the inode of a name or None."""

    is_volatile = True

    def __init__(
        self,
        file_system: FileSystem,
        names: Callable[[], Iterable[bytes]],
        make: Callable[[bytes], Inode | None],
        mode: int = 0o555,
    ) -> None:
        super().__init__(file_system, S_IFDIR | mode)
        self._names = names
        self._make = make

    def lookup(self, name: bytes) -> Inode:
        inode = self._make(name)
        if inode is None:
            raise SyscallError(Errno.ENOENT)
        return inode

    def entries(self) -> Iterator[Entry]:
        for name in self._names():
            inode = self._make(name)
            if inode is not None:
                yield name, inode.number, inode.mode
