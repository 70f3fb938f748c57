"""sync(2): sync syncfs. See fsync."""

from __future__ import annotations

from cloister.libos.caller import Caller
from cloister.libos.syscalls.table import Kind, Support, syscall


@syscall("sync", support=Support.PARTIAL, note="files live in memory")
def sync(thread: Caller) -> int:
    del thread
    return 0


@syscall("syncfs", Kind.FD, support=Support.PARTIAL, note="checks its argument; files live in memory")
def syncfs(thread: Caller, fd: int) -> int:
    thread.process.files.get(fd)
    return 0
