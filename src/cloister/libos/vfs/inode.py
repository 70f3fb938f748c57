"""The interface of a file, whatever its type and file system. The defaults answer as Linux does for "cannot"."""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.stat import S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, Stat
from cloister.abi.statfs import FileSystemFacts
from cloister.libos.errors import SyscallError

if TYPE_CHECKING:
    from cloister.libos.files.description import Description
    from cloister.libos.files.locks import Locks
    from cloister.libos.vfs.context import FsContext
    from cloister.libos.vfs.dentry import Dentry

Entry = tuple[bytes, int, int]
"""Of a directory: name, inode number, mode (its type bits suffice)."""


class FileSystem:
    """One mounted (or internal) file system: identity, facts and time for its inodes."""

    type_name = b"none"
    is_read_only = False
    device_count = 0

    def __init__(self) -> None:
        FileSystem.device_count += 1
        self.device = FileSystem.device_count
        self._last_number = 1

    def next_number(self) -> int:
        self._last_number += 1
        return self._last_number

    def now_ns(self) -> int:
        """What new time stamps are; a file system with a clock overrides it."""
        return 0

    def facts(self) -> FileSystemFacts:
        raise NotImplementedError


class Inode:
    """A file. Times are nanoseconds since the epoch. Subclasses override what they can do.

    `data_version` grows with each change of the contents.
    """

    is_volatile = False
    """True for a directory whose entries come and go by themselves (procfs): its dentries are not kept."""

    locks: Locks | None = None
    """Set once somebody locks it."""

    def __init__(
        self, file_system: FileSystem, mode: int, *, uid: int = 0, gid: int = 0, number: int | None = None
    ) -> None:
        self.file_system = file_system
        self.number = file_system.next_number() if number is None else number
        self.mode = mode
        self.uid = uid
        self.gid = gid
        self.link_count = 2 if mode & S_IFMT == S_IFDIR else 1
        self.special_device = 0
        self.data_version = 0
        self.atime_ns = self.mtime_ns = self.ctime_ns = file_system.now_ns()

    # --- what it is ---

    @property
    def kind(self) -> int:
        """S_IFREG, S_IFDIR, ..."""
        return self.mode & S_IFMT

    @property
    def is_directory(self) -> bool:
        return self.mode & S_IFMT == S_IFDIR

    @property
    def is_regular(self) -> bool:
        return self.mode & S_IFMT == S_IFREG

    @property
    def is_symlink(self) -> bool:
        return self.mode & S_IFMT == S_IFLNK

    @property
    def is_special(self) -> bool:
        return self.kind in (S_IFCHR, S_IFIFO)

    @property
    def size(self) -> int:
        return 0

    def stat(self) -> Stat:
        return Stat(
            self.file_system.device,
            self.number,
            self.mode,
            self.link_count,
            self.uid,
            self.gid,
            self.special_device,
            self.size,
            4096,
            self.atime_ns,
            self.mtime_ns,
            self.ctime_ns,
        )

    def set_mode(self, mode: int) -> None:
        """Permission bits; the type stays."""
        self._check_writable()
        self.mode = self.kind | (mode & 0o7777)
        self.ctime_ns = self.file_system.now_ns()

    def set_owner(self, uid: int | None, gid: int | None) -> None:
        """None leaves as is. Clears set-id bits of regular files, as Linux does."""
        self._check_writable()
        self.uid = self.uid if uid is None else uid
        self.gid = self.gid if gid is None else gid
        if self.is_regular:
            self.mode &= ~0o6000 if self.mode & 0o010 else ~0o4000
        self.ctime_ns = self.file_system.now_ns()

    def set_times(self, atime_ns: int | None, mtime_ns: int | None) -> None:
        self._check_writable()
        self.atime_ns = self.atime_ns if atime_ns is None else atime_ns
        self.mtime_ns = self.mtime_ns if mtime_ns is None else mtime_ns
        self.ctime_ns = self.file_system.now_ns()

    def touch(self) -> None:
        """The contents were changed now."""
        self.data_version += 1
        self.mtime_ns = self.ctime_ns = self.file_system.now_ns()

    def _check_writable(self) -> None:
        if self.file_system.is_read_only:
            raise SyscallError(Errno.EROFS)

    # --- opening ---

    def open(self, flags: int, dentry: Dentry) -> Description:
        """A new description. The caller has checked type and permissions."""
        from cloister.libos.files.opening import default_description

        return default_description(self, flags, dentry)

    # --- regular files ---

    def read_at(self, offset: int, size: int) -> bytes:
        raise SyscallError(Errno.EISDIR if self.is_directory else Errno.EINVAL)

    def write_at(self, offset: int, data: bytes) -> int:
        raise SyscallError(Errno.EROFS if self.file_system.is_read_only else Errno.EINVAL)

    def truncate(self, size: int) -> None:
        raise SyscallError(Errno.EISDIR if self.is_directory else Errno.EINVAL)

    # --- symlinks ---

    def read_link(self, context: FsContext | None = None) -> bytes:
        """Its text; `context` is the reader's, for links that tell everybody something else (/proc/self)."""
        raise SyscallError(Errno.EINVAL)

    def follow(self, context: FsContext) -> Dentry | None:
        """Where a magic link (/proc/self/fd/1) leads; None for a symlink that `read_link` tells."""
        return None

    # --- directories ---

    def lookup(self, name: bytes) -> Inode:
        """ENOENT if there is none."""
        raise SyscallError(Errno.ENOTDIR)

    def entries(self) -> Iterator[Entry]:
        raise SyscallError(Errno.ENOTDIR)

    def names(self) -> list[bytes]:
        return [name for name, _number, _mode in self.entries()]

    def create(self, name: bytes, mode: int, *, uid: int = 0, gid: int = 0, device: int = 0) -> Inode:
        """A regular file, directory, fifo or device by the type in `mode`. EEXIST."""
        raise self._cannot_change()

    def create_symlink(self, name: bytes, target: bytes, *, uid: int = 0, gid: int = 0) -> Inode:
        raise self._cannot_change()

    def link(self, name: bytes, inode: Inode) -> None:
        raise self._cannot_change()

    def unlink(self, name: bytes) -> None:
        """EISDIR for a directory."""
        raise self._cannot_change()

    def remove_directory(self, name: bytes) -> None:
        """ENOTEMPTY, ENOTDIR."""
        raise self._cannot_change()

    def rename(self, name: bytes, target: Inode, target_name: bytes) -> None:
        """Moves an entry of this directory to `target`, replacing what is there. Loops were excluded by the caller."""
        raise self._cannot_change()

    def exchange(self, name: bytes, target: Inode, target_name: bytes) -> None:
        raise self._cannot_change()

    def _cannot_change(self) -> SyscallError:
        if not self.is_directory:
            return SyscallError(Errno.ENOTDIR)
        return SyscallError(Errno.EROFS if self.file_system.is_read_only else Errno.EPERM)
