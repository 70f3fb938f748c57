"""rmdir(2)."""

from __future__ import annotations

from cloister.abi.fcntl import AT_FDCWD
from cloister.libos.caller import Caller
from cloister.libos.files.paths import walk_at
from cloister.libos.files.removal import remove_directory
from cloister.libos.syscalls.table import Kind, syscall


@syscall("rmdir", Kind.PATH)
def rmdir(thread: Caller, path: int) -> int:
    remove_directory(thread.process.fs, walk_at(thread, AT_FDCWD, path))
    return 0
