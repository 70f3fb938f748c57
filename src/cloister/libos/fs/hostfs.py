"""The host's directory tree, read-only, through OCALLs.

What it says is the host's word: the form of names and sizes was checked, not their truth.
"""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.ocalls import MAX_TRANSFER
from cloister.abi.stat import S_IFDIR, S_IFLNK, S_IFMT, S_IFREG
from cloister.abi.statfs import HOSTFS_MAGIC, FileSystemFacts
from cloister.libos.errors import SyscallError
from cloister.libos.ocall import Host, HostStat
from cloister.libos.vfs.inode import Entry, FileSystem, Inode

if TYPE_CHECKING:
    from cloister.libos.vfs.context import FsContext

_HANDLES_KEPT = 256


class HostFs(FileSystem):
    """Keeps the handles of the files used last; a file that lost its handle opens it again from its directory."""

    type_name = b"hostfs"
    is_read_only = True

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self._handles: OrderedDict[HostInode, int] = OrderedDict()

    def facts(self) -> FileSystemFacts:
        return FileSystemFacts(HOSTFS_MAGIC)

    def root(self) -> HostDirectory:
        """ENOENT if the enclave has no root on the host, ENOTDIR if it is none."""
        handle = self.host.file_root()
        facts = self.host.file_stat(handle, b".")
        if facts.mode & S_IFMT != S_IFDIR:
            raise SyscallError(Errno.ENOTDIR)
        root = HostDirectory(self, facts, b"", None)
        root.fixed_handle = handle
        return root

    def handle(self, inode: HostInode) -> int:
        """The host's handle of `inode`, opened if need be."""
        if inode.fixed_handle is not None:
            return inode.fixed_handle
        handle = self._handles.get(inode)
        if handle is None:
            assert inode.parent is not None
            handle = self.host.file_open(self.handle(inode.parent), inode.name)
            self._handles[inode] = handle
            if len(self._handles) > _HANDLES_KEPT:
                self.host.file_close(self._handles.popitem(last=False)[1])
        else:
            self._handles.move_to_end(inode)
        return handle


class HostInode(Inode):
    """A file of the host, found as `name` in `parent`. Its facts are those of the moment it was looked up."""

    file_system: HostFs

    def __init__(self, file_system: HostFs, facts: HostStat, name: bytes, parent: HostDirectory | None) -> None:
        super().__init__(file_system, facts.mode, uid=facts.uid, gid=facts.gid, number=facts.inode)
        self.name = name
        self.parent = parent
        self.fixed_handle: int | None = None
        self._size = facts.size
        self.link_count = facts.link_count
        self.atime_ns, self.mtime_ns, self.ctime_ns = facts.atime_ns, facts.mtime_ns, facts.ctime_ns

    @property
    def size(self) -> int:
        return self._size


class HostFile(HostInode):
    def read_at(self, offset: int, size: int) -> bytes:
        """Reads past the size that was looked up see what the host has there now, as with any shared file."""
        parts = []
        handle = self.file_system.handle(self)
        while size > 0:
            part = self.file_system.host.file_read(handle, offset, min(size, MAX_TRANSFER))
            parts.append(part)
            offset += len(part)
            size -= len(part)
            if not part:
                break
        return b"".join(parts)


class HostSymlink(HostInode):
    def read_link(self, context: FsContext | None = None) -> bytes:
        assert self.parent is not None
        return self.file_system.host.file_readlink(self.file_system.handle(self.parent), self.name)


class HostDirectory(HostInode):
    def lookup(self, name: bytes) -> Inode:
        facts = self.file_system.host.file_stat(self.file_system.handle(self), name)
        kinds = {S_IFREG: HostFile, S_IFDIR: HostDirectory, S_IFLNK: HostSymlink}
        # sockets, fifos and devices of the host are shown, and cannot be opened
        return kinds.get(facts.mode & S_IFMT, HostInode)(self.file_system, facts, name, self)

    def names(self) -> list[bytes]:
        return self.file_system.host.file_list(self.file_system.handle(self))

    def entries(self) -> Iterator[Entry]:
        for name in self.names():
            try:
                inode = self.lookup(name)
            except SyscallError:
                continue  # it went away meanwhile
            yield name, inode.number, inode.mode
