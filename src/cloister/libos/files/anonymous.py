"""The inode of descriptors that are not files at all: eventfd, epoll."""

from __future__ import annotations

from cloister.libos.vfs.dentry import Dentry, anonymous
from cloister.libos.vfs.inode import FileSystem, Inode


def anonymous_dentry(file_system: FileSystem, name: bytes) -> Dentry:
    """/proc/self/fd shows it as anon_inode:[name]; it has no file type, and cannot be opened again."""
    return anonymous(Inode(file_system, 0o600), b"anon_inode:[" + name + b"]")
