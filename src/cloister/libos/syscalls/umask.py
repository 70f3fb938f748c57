"""umask(2)."""

from __future__ import annotations

from cloister.libos.caller import Caller
from cloister.libos.syscalls.table import Kind, syscall


@syscall("umask", Kind.MODE)
def umask(thread: Caller, mask: int) -> int:
    fs = thread.process.fs
    old, fs.umask = fs.umask, mask & 0o777
    return old
