"""rename(2): rename renameat renameat2."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_FDCWD, RENAME_EXCHANGE, RENAME_NOREPLACE
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files import removal
from cloister.libos.files.paths import walk_at
from cloister.libos.syscalls.table import Kind, Support, syscall


@syscall("rename", Kind.PATH, Kind.PATH)
def rename(thread: Caller, old: int, new: int) -> int:
    return renameat2(thread, AT_FDCWD, old, AT_FDCWD, new, 0)


@syscall("renameat", Kind.DIRFD, Kind.PATH, Kind.DIRFD, Kind.PATH)
def renameat(thread: Caller, old_dirfd: int, old: int, new_dirfd: int, new: int) -> int:
    return renameat2(thread, old_dirfd, old, new_dirfd, new, 0)


@syscall(
    "renameat2",
    Kind.DIRFD,
    Kind.PATH,
    Kind.DIRFD,
    Kind.PATH,
    Kind.FLAGS,
    support=Support.PARTIAL,
    note="RENAME_WHITEOUT is EINVAL",
)
def renameat2(thread: Caller, old_dirfd: int, old: int, new_dirfd: int, new: int, flags: int) -> int:
    if flags not in (0, RENAME_NOREPLACE, RENAME_EXCHANGE):
        raise SyscallError(Errno.EINVAL)
    source, target = walk_at(thread, old_dirfd, old), walk_at(thread, new_dirfd, new)
    if flags & RENAME_EXCHANGE:
        removal.exchange(thread.process.fs, source, target)
    else:
        removal.rename(thread.process.fs, source, target, may_replace=not flags & RENAME_NOREPLACE)
    return 0
