"""The tree of mounts that all processes of an enclave share."""

from __future__ import annotations

from dataclasses import dataclass

from cloister.abi.errno import Errno
from cloister.abi.stat import S_IFDIR
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.context import FsContext
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import FileSystem, Inode
from cloister.libos.vfs.walk import resolve, walk


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of /proc/mounts."""

    path: bytes
    file_system: FileSystem
    root: Dentry


class Namespace:
    """Made with the inode that is `/`."""

    def __init__(self, root: Inode) -> None:
        self.root = Dentry(root, b"", None)
        self.mounts = [Mount(b"/", root.file_system, self.root)]

    def new_context(self) -> FsContext:
        """Root and working directory are `/`."""
        return FsContext(self, self.root, self.root)

    def mount(self, path: bytes, root: Inode) -> None:
        """Hangs a file system's root over the directory `path`; ENOENT, ENOTDIR."""
        covered = resolve(self.new_context(), path)
        if not covered.inode.is_directory:
            raise SyscallError(Errno.ENOTDIR)
        mounted = Dentry(root, b"", None)
        mounted.covered = covered
        covered.mounted = mounted
        self.mounts.append(Mount(path, root.file_system, mounted))

    def make_directories(self, path: bytes, mode: int = 0o755) -> Dentry:
        """mkdir -p: the directory `path`, which may exist. ENOTDIR if something else does."""
        context = self.new_context()
        made = b""
        for name in path.strip(b"/").split(b"/"):
            made += b"/" + name
            target = walk(context, made)
            if target.dentry is None and target.name is not None:
                target.parent.add(target.name, target.parent.inode.create(target.name, S_IFDIR | mode))
        return resolve(context, path)
