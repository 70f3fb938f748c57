"""close(2)."""

from __future__ import annotations

from cloister.libos.caller import Caller
from cloister.libos.syscalls.table import Kind, syscall


@syscall("close", Kind.FD)
def close(thread: Caller, fd: int) -> int:
    thread.process.files.close(fd)
    return 0
