"""Files below the root directory, read-only. Descriptor-relative, one component a call: nothing outside is reachable.

The enclave walks paths itself, symlinks included; a component is opened with O_NOFOLLOW, so no link of the host's
is ever followed, and a name with a slash, "." (but for stat) or ".." is refused.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from cloister.host.handles import Handles

_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK

Replies = tuple[int | bytes, ...]


def stat_replies(status: os.stat_result) -> Replies:
    """The fields of `abi.ocalls.STAT_REPLY`."""
    return (
        status.st_mode,
        status.st_size,
        status.st_ino,
        status.st_nlink,
        status.st_uid,
        status.st_gid,
        status.st_atime_ns,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


class Files:
    """Serves file_*. `root` None: the enclave has no host files."""

    def __init__(self, root: Path | None) -> None:
        self._handles = Handles()
        self._root = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) if root is not None else None

    def close(self) -> None:
        self._handles.close_all()
        if self._root is not None:
            os.close(self._root)
            self._root = None

    def file_root(self) -> Replies:
        if self._root is None:
            raise OSError(errno.ENOENT, "no root directory")
        return (self._handles.add(os.open(".", _OPEN_FLAGS | os.O_DIRECTORY, dir_fd=self._root)),)

    def file_stat(self, directory: int, name: bytes) -> Replies:
        descriptor = self._handles.get(directory)
        if name == b".":
            return stat_replies(os.fstat(descriptor))
        return stat_replies(os.stat(_component(name), dir_fd=descriptor, follow_symlinks=False))

    def file_open(self, directory: int, name: bytes) -> Replies:
        descriptor = os.open(_component(name), _OPEN_FLAGS, dir_fd=self._handles.get(directory))
        mode = os.fstat(descriptor).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            os.close(descriptor)
            raise OSError(errno.EACCES, "neither a directory nor a regular file")
        return (self._handles.add(descriptor),)

    def file_read(self, handle: int, offset: int, size: int) -> Replies:
        return (os.pread(self._handles.get(handle), size, offset),)

    def file_readlink(self, directory: int, name: bytes) -> Replies:
        return (os.readlink(_component(name), dir_fd=self._handles.get(directory)),)

    def file_list(self, directory: int) -> Replies:
        # listdir(fd) shares the descriptor's position; it rewinds before it reads
        names = os.listdir(self._handles.get(directory))  # noqa: PTH208 (pathlib knows no descriptors)
        return (b"".join(os.fsencode(name) + b"\0" for name in names),)

    def file_close(self, handle: int) -> Replies:
        self._handles.close(handle)
        return ()


def _component(name: bytes) -> bytes:
    if b"/" in name or b"\0" in name or name in (b".", b".."):
        raise OSError(errno.EINVAL, "not one component of a path")
    return name
