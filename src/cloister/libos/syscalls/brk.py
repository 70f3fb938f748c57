"""brk(2)."""

from __future__ import annotations

from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.thread import Thread


@syscall("brk", Kind.POINTER)
def brk(thread: Thread, end: int) -> int:
    """Always "succeeds": returns the end that is in force afterwards."""
    return thread.process.space.set_brk(end)
