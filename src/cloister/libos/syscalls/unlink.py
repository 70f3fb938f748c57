"""unlink(2): unlink unlinkat."""

from __future__ import annotations

from cloister.abi.fcntl import AT_FDCWD, AT_REMOVEDIR
from cloister.libos.caller import Caller
from cloister.libos.files.paths import require_flags, walk_at
from cloister.libos.files.removal import remove_directory, remove_file
from cloister.libos.syscalls.table import Kind, syscall


@syscall("unlink", Kind.PATH)
def unlink(thread: Caller, path: int) -> int:
    return unlinkat(thread, AT_FDCWD, path, 0)


@syscall("unlinkat", Kind.DIRFD, Kind.PATH, Kind.FLAGS)
def unlinkat(thread: Caller, dirfd: int, path: int, flags: int) -> int:
    require_flags(flags, AT_REMOVEDIR)
    remove = remove_directory if flags & AT_REMOVEDIR else remove_file
    remove(thread.process.fs, walk_at(thread, dirfd, path))
    return 0
