"""A file system in enclave memory, with a budget: beyond it ENOSPC, so that no guest eats the enclave's memory."""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.stat import S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG
from cloister.abi.statfs import TMPFS_MAGIC, FileSystemFacts
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.inode import Entry, FileSystem, Inode

if TYPE_CHECKING:
    from cloister.libos.vfs.context import FsContext

INODE_COST = 1024
"""Bytes of the budget that a file costs before it has contents."""

_MAX_FILE_SIZE = (1 << 63) - 1


class RamFs(FileSystem):
    """`budget` is bytes for contents and inodes together; `now_ns` gives time stamps."""

    type_name = b"tmpfs"
    magic = TMPFS_MAGIC

    def __init__(self, now_ns: Callable[[], int], budget: int = 1 << 30) -> None:
        super().__init__()
        self._now_ns = now_ns
        self.budget = budget
        self.used = 0
        self.file_count = 0

    def now_ns(self) -> int:
        return self._now_ns()

    def charge(self, size: int) -> None:
        """ENOSPC if the budget does not allow `size` more bytes; negative sizes give back."""
        if size > 0 and self.used + size > self.budget:
            raise SyscallError(Errno.ENOSPC)
        self.used += size

    def facts(self) -> FileSystemFacts:
        free = (self.budget - self.used) // 4096
        free_files = (self.budget - self.used) // INODE_COST
        return FileSystemFacts(self.magic, 4096, self.budget // 4096, free, self.file_count + free_files, free_files)

    def new_root(self, mode: int = 0o755) -> RamDirectory:
        return RamDirectory(self, S_IFDIR | mode)


class RamInode(Inode):
    """Charges its file system for as long as it is linked or open."""

    file_system: RamFs

    def __init__(self, file_system: RamFs, mode: int, *, uid: int = 0, gid: int = 0) -> None:
        file_system.charge(INODE_COST)
        file_system.file_count += 1
        super().__init__(file_system, mode, uid=uid, gid=gid)

    def __del__(self) -> None:
        # the last name, description and mapping are gone: Python's own reference count says so
        if hasattr(self, "file_system"):
            self.file_system.charge(-INODE_COST - self.content_size())
            self.file_system.file_count -= 1

    def content_size(self) -> int:
        """Bytes that the contents cost."""
        return 0


class RamFile(RamInode):
    """Contents are `data`, then zeros up to `size`: truncate(2) to a huge size costs nothing."""

    def __init__(self, file_system: RamFs, mode: int, *, uid: int = 0, gid: int = 0) -> None:
        self.data = bytearray()
        self._size = 0
        super().__init__(file_system, mode, uid=uid, gid=gid)

    def content_size(self) -> int:
        return len(self.data)

    @property
    def size(self) -> int:
        return self._size

    def read_at(self, offset: int, size: int) -> bytes:
        size = max(0, min(size, self._size - offset))
        data = bytes(memoryview(self.data)[offset : offset + size])
        return data if len(data) == size else data.ljust(size, b"\0")

    def write_at(self, offset: int, data: bytes) -> int:
        end = offset + len(data)
        if end > _MAX_FILE_SIZE:
            raise SyscallError(Errno.EFBIG)
        if not data:
            return 0
        growth = end - len(self.data)
        if growth > 0:
            self.file_system.charge(growth)
            if offset > len(self.data):
                self.data.extend(bytes(offset - len(self.data)))
        self.data[offset:end] = data
        self._size = max(self._size, end)
        self.touch()
        return len(data)

    def truncate(self, size: int) -> None:
        if size < len(self.data):
            self.file_system.charge(size - len(self.data))
            del self.data[size:]
        self._size = size
        self.touch()


class RamSymlink(RamInode):
    def __init__(self, file_system: RamFs, target: bytes, *, uid: int = 0, gid: int = 0) -> None:
        super().__init__(file_system, S_IFLNK | 0o777, uid=uid, gid=gid)
        self.target = target

    @property
    def size(self) -> int:
        return len(self.target)

    def read_link(self, context: FsContext | None = None) -> bytes:
        return self.target


class RamSpecial(RamInode):
    """A fifo, or the node of a device or socket that nothing serves."""

    def __init__(self, file_system: RamFs, mode: int, *, uid: int = 0, gid: int = 0, device: int = 0) -> None:
        super().__init__(file_system, mode, uid=uid, gid=gid)
        self.special_device = device


class RamDirectory(RamInode):
    """Names to inodes. `find`, `names` and `drop` are what the overlay overrides."""

    def __init__(self, file_system: RamFs, mode: int, *, uid: int = 0, gid: int = 0) -> None:
        super().__init__(file_system, mode, uid=uid, gid=gid)
        self.children: dict[bytes, Inode] = {}

    @property
    def size(self) -> int:
        return 4096

    def find(self, name: bytes) -> Inode | None:
        return self.children.get(name)

    def names(self) -> list[bytes]:
        return list(self.children)

    def drop(self, name: bytes) -> None:
        """The entry is gone."""
        del self.children[name]

    # --- Inode ---

    def lookup(self, name: bytes) -> Inode:
        inode = self.find(name)
        if inode is None:
            raise SyscallError(Errno.ENOENT)
        return inode

    def entries(self) -> Iterator[Entry]:
        for name in self.names():
            inode = self.find(name)
            if inode is not None:
                yield name, inode.number, inode.mode

    def create(self, name: bytes, mode: int, *, uid: int = 0, gid: int = 0, device: int = 0) -> Inode:
        self._require_free(name)
        inode = self._new_inode(mode, uid, gid, device)
        self._insert(name, inode)
        return inode

    def create_symlink(self, name: bytes, target: bytes, *, uid: int = 0, gid: int = 0) -> Inode:
        self._require_free(name)
        inode = RamSymlink(self.file_system, target, uid=uid, gid=gid)
        self._insert(name, inode)
        return inode

    def link(self, name: bytes, inode: Inode) -> None:
        self._require_free(name)
        inode.link_count += 1
        inode.ctime_ns = self.file_system.now_ns()
        self._insert(name, inode)

    def unlink(self, name: bytes) -> None:
        inode = self.lookup(name)
        if inode.is_directory:
            raise SyscallError(Errno.EISDIR)
        self.drop(name)
        inode.link_count -= 1
        inode.ctime_ns = self.file_system.now_ns()
        self.touch()

    def remove_directory(self, name: bytes) -> None:
        inode = self.lookup(name)
        if not inode.is_directory:
            raise SyscallError(Errno.ENOTDIR)
        if next(inode.entries(), None) is not None:
            raise SyscallError(Errno.ENOTEMPTY)
        self.drop(name)
        inode.link_count = 0
        self.link_count -= 1
        self.touch()

    def rename(self, name: bytes, target: Inode, target_name: bytes) -> None:
        inode = self.lookup(name)
        assert isinstance(target, RamDirectory)
        replaced = target.find(target_name)
        if replaced is inode:
            return
        if replaced is not None:
            target.displace(target_name, replaced, inode)
        self.drop(name)
        target.insert_moved(target_name, inode)
        if inode.is_directory:
            self.link_count -= 1
            target.link_count += 1
        inode.ctime_ns = self.file_system.now_ns()
        self.touch()

    def exchange(self, name: bytes, target: Inode, target_name: bytes) -> None:
        assert isinstance(target, RamDirectory)
        mine, theirs = self.lookup(name), target.lookup(target_name)
        self.insert_moved(name, theirs)
        target.insert_moved(target_name, mine)
        moved = mine.is_directory - theirs.is_directory
        self.link_count -= moved
        target.link_count += moved

    # --- for another directory's rename ---

    def displace(self, name: bytes, replaced: Inode, by: Inode) -> None:
        """Removes what a rename replaces, if it may be."""
        if replaced.is_directory and not by.is_directory:
            raise SyscallError(Errno.EISDIR)
        if by.is_directory and not replaced.is_directory:
            raise SyscallError(Errno.ENOTDIR)
        if replaced.is_directory:
            self.remove_directory(name)
        else:
            self.unlink(name)

    def insert_moved(self, name: bytes, inode: Inode) -> None:
        self.children[name] = inode
        self.touch()

    # --- own ---

    def _require_free(self, name: bytes) -> None:
        if self.find(name) is not None:
            raise SyscallError(Errno.EEXIST)
        if self.link_count == 0:
            raise SyscallError(Errno.ENOENT)

    def _insert(self, name: bytes, inode: Inode) -> None:
        self.children[name] = inode
        if inode.is_directory:
            self.link_count += 1
        self.touch()

    def _new_inode(self, mode: int, uid: int, gid: int, device: int) -> Inode:
        kind = mode & S_IFMT
        if kind == S_IFREG:
            return RamFile(self.file_system, mode, uid=uid, gid=gid)
        if kind == S_IFDIR:
            return RamDirectory(self.file_system, mode, uid=uid, gid=gid)
        if kind == S_IFIFO:
            return RamSpecial(self.file_system, mode, uid=uid, gid=gid)
        return RamSpecial(self.file_system, mode, uid=uid, gid=gid, device=device)
