"""Who may do what with a file (path_resolution(7), credentials(7)); uid 0 has CAP_DAC_OVERRIDE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cloister.abi.errno import Errno
from cloister.abi.fcntl import W_OK, X_OK
from cloister.abi.stat import S_ISVTX
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.inode import Inode


class Credentials(Protocol):
    """What of a process's ids decides about files."""

    @property
    def euid(self) -> int: ...
    @property
    def egid(self) -> int: ...
    @property
    def groups(self) -> Iterable[int]: ...


@dataclass(frozen=True, slots=True)
class Superuser:
    """Credentials of the LibOS itself, before there is a process."""

    euid: int = 0
    egid: int = 0
    groups: tuple[int, ...] = ()


def may(inode: Inode, wanted: int, who: Credentials) -> bool:
    """wanted: R_OK | W_OK | X_OK. A superuser may all, but executes only what somebody may execute."""
    if who.euid == 0:
        return not wanted & X_OK or inode.is_directory or bool(inode.mode & 0o111)
    if who.euid == inode.uid:
        granted = inode.mode >> 6
    elif inode.gid == who.egid or inode.gid in who.groups:
        granted = inode.mode >> 3
    else:
        granted = inode.mode
    return granted & wanted == wanted


def require(inode: Inode, wanted: int, who: Credentials) -> None:
    """EACCES unless allowed; EROFS for writing on a read-only file system."""
    if wanted & W_OK and inode.file_system.is_read_only and not inode.is_special:
        raise SyscallError(Errno.EROFS)
    if not may(inode, wanted, who):
        raise SyscallError(Errno.EACCES)


def require_owner(inode: Inode, who: Credentials) -> None:
    """EPERM unless it is the caller's own file."""
    if who.euid not in (0, inode.uid):
        raise SyscallError(Errno.EPERM)


def require_removal(directory: Inode, inode: Inode, who: Credentials) -> None:
    """The sticky bit: only the owner of the file or of the directory removes an entry."""
    if directory.mode & S_ISVTX and who.euid not in (0, inode.uid, directory.uid):
        raise SyscallError(Errno.EPERM)
