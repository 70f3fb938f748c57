"""Programs for the loader: found, checked for execute permission, and read."""

from __future__ import annotations

from collections.abc import Hashable

from cloister.abi.errno import Errno
from cloister.abi.fcntl import X_OK
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.context import FsContext
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import Inode
from cloister.libos.vfs.permissions import require
from cloister.libos.vfs.walk import resolve


class Executable:
    """A regular file that the caller may execute. `path` is absolute, links resolved."""

    def __init__(self, inode: Inode, path: bytes) -> None:
        self._inode = inode
        self.path = path
        self.mode = inode.mode
        self.uid = inode.uid
        self.gid = inode.gid
        self.is_regular = inode.is_regular

    @property
    def size(self) -> int:
        return self._inode.size

    @property
    def identity(self) -> Hashable:
        """Changes when a guest changes the contents. The host's tree is taken to stay as it is: whoever keeps results
        under this key must not depend on the host's honesty (a verified copy of the program is fine)."""
        inode = self._inode
        return (inode.file_system.device, inode.number, inode.data_version)

    def read_at(self, offset: int, size: int) -> bytes:
        return self._inode.read_at(offset, size)


def open_executable(context: FsContext, path: bytes, *, start: Dentry | None = None, follow: bool = True) -> Executable:
    """ENOENT, ENOTDIR, ELOOP; EACCES if it is not a regular file or nobody may execute it."""
    dentry = resolve(context, path, start=start, follow=follow)
    if dentry.inode.is_symlink:
        raise SyscallError(Errno.ELOOP)
    if not dentry.inode.is_regular:
        raise SyscallError(Errno.EACCES)
    require(dentry.inode, X_OK, context.credentials)
    return Executable(dentry.inode, context.path_of(dentry))
