"""A memory layer above a read-only tree: what `/` is.

Each file of the lower tree becomes a RamFs inode when it is first looked up; its contents stay below until somebody
writes (copy-up). An open description holds the inode, so it sees the copy-up, unlike Linux's overlayfs. Names removed
or renamed away stay hidden (whiteouts). The lower tree must not change while it is in use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_ACCMODE, O_WRONLY
from cloister.abi.ocalls import MAX_TRANSFER
from cloister.abi.statfs import OVERLAYFS_MAGIC
from cloister.libos.errors import SyscallError
from cloister.libos.fs.block_cache import BlockCache
from cloister.libos.fs.ramfs import RamDirectory, RamFile, RamFs, RamInode, RamSpecial, RamSymlink
from cloister.libos.vfs.inode import Inode

if TYPE_CHECKING:
    from cloister.libos.files.description import Description
    from cloister.libos.vfs.dentry import Dentry


class OverlayFs(RamFs):
    """`budget` bounds the memory layer only."""

    type_name = b"overlay"
    magic = OVERLAYFS_MAGIC

    def __init__(self, now_ns: Callable[[], int], budget: int = 1 << 30) -> None:
        super().__init__(now_ns, budget)
        self._hard_links: dict[int, OverlayFile] = {}
        self.cache = BlockCache()

    def root(self, lower: Inode) -> OverlayDirectory:
        return OverlayDirectory(self, lower)

    def raise_up(self, lower: Inode) -> Inode:
        """The overlay's inode for a file of the lower tree; one inode for all hard links of a file."""
        if lower.is_directory:
            return OverlayDirectory(self, lower)
        if lower.is_symlink:
            return _with_facts(RamSymlink(self, lower.read_link()), lower)
        if not lower.is_regular:
            return _with_facts(RamSpecial(self, lower.mode), lower)
        if lower.link_count < 2:
            return OverlayFile(self, lower)
        known = self._hard_links.get(lower.number)
        if known is None:
            known = self._hard_links[lower.number] = OverlayFile(self, lower)
        return known

    def forget(self, inode: Inode) -> None:
        """A name of it is being removed; with its last one the contents may go."""
        if isinstance(inode, OverlayFile) and inode.link_count <= 1:
            self._hard_links.pop(inode.lower_number, None)


class OverlayFile(RamFile):
    """`lower` is None once the contents are ours."""

    file_system: OverlayFs

    def __init__(self, file_system: OverlayFs, lower: Inode) -> None:
        super().__init__(file_system, lower.mode)
        _with_facts(self, lower)
        self.lower: Inode | None = lower
        self.lower_number = lower.number
        self._size = lower.size

    def open(self, flags: int, dentry: Dentry) -> Description:
        """What the host does not let us read fails here, as on Linux, and not at the first read."""
        if self.lower is not None and flags & O_ACCMODE != O_WRONLY:
            self.read_at(0, 1)
        return super().open(flags, dentry)

    def read_at(self, offset: int, size: int) -> bytes:
        if self.lower is None:
            return super().read_at(offset, size)
        return self.file_system.cache.read(self.lower, offset, min(size, self._size - offset))

    def write_at(self, offset: int, data: bytes) -> int:
        self._copy_up(self._size)
        return super().write_at(offset, data)

    def truncate(self, size: int) -> None:
        self._copy_up(min(size, self._size))
        super().truncate(size)

    def _copy_up(self, size: int) -> None:
        """Takes over the first `size` bytes of the contents. ENOSPC; EIO if the host withholds some."""
        if self.lower is None:
            return
        self.file_system.charge(size)
        try:
            data = _read_all(self.lower, size)
        except SyscallError:
            self.file_system.charge(-size)
            raise
        self.data = data
        self.lower = None


class OverlayDirectory(RamDirectory):
    """`children` holds what was looked up or made; `hidden` the names of the lower directory that are gone."""

    file_system: OverlayFs

    def __init__(self, file_system: OverlayFs, lower: Inode) -> None:
        super().__init__(file_system, lower.mode)
        _with_facts(self, lower)
        self.lower = lower
        self.hidden: set[bytes] = set()
        self._lower_names: frozenset[bytes] | None = None

    def find(self, name: bytes) -> Inode | None:
        inode = self.children.get(name)
        if inode is None and name not in self.hidden and name in self._names_below():
            inode = self._raise_up(name)
        return inode

    def names(self) -> list[bytes]:
        below = sorted(self._names_below() - self.hidden - self.children.keys())
        return [*self.children, *below]

    def drop(self, name: bytes) -> None:
        self.file_system.forget(self.children[name])
        super().drop(name)
        self.hidden.add(name)

    def _names_below(self) -> frozenset[bytes]:
        """Listed once: most look-ups along a PATH fail, and shall cost no OCALL."""
        if self._lower_names is None:
            self._lower_names = frozenset(self.lower.names())
        return self._lower_names

    def _raise_up(self, name: bytes) -> Inode | None:
        try:
            lower = self.lower.lookup(name)
        except SyscallError as error:
            if error.errno is Errno.ENOENT:
                return None  # the host listed it, and says now that it is not there
            raise
        inode = self.children[name] = self.file_system.raise_up(lower)
        return inode


def _with_facts(inode: RamInode, lower: Inode) -> RamInode:
    """Takes over owner, times and link count; they are ours from now on."""
    inode.mode = lower.mode
    inode.uid, inode.gid = lower.uid, lower.gid
    inode.link_count = lower.link_count
    inode.atime_ns, inode.mtime_ns, inode.ctime_ns = lower.atime_ns, lower.mtime_ns, lower.ctime_ns
    return inode


def _read_all(lower: Inode, size: int) -> bytearray:
    data = bytearray()
    while len(data) < size:
        part = lower.read_at(len(data), min(size - len(data), MAX_TRANSFER))
        if not part:
            raise SyscallError(Errno.EIO)
        data += part
    return data
