"""eventfd(2): eventfd eventfd2."""

from __future__ import annotations

from cloister.abi.fcntl import O_CLOEXEC, O_NONBLOCK, O_RDWR
from cloister.libos.caller import Caller
from cloister.libos.files.anonymous import anonymous_dentry
from cloister.libos.files.eventfd import EventCounter
from cloister.libos.files.paths import require_flags
from cloister.libos.syscalls.table import Kind, syscall

_SEMAPHORE = 1


@syscall("eventfd", Kind.UINT)
def eventfd(thread: Caller, count: int) -> int:
    return eventfd2(thread, count, 0)


@syscall("eventfd2", Kind.UINT, Kind.FLAGS)
def eventfd2(thread: Caller, count: int, flags: int) -> int:
    require_flags(flags, O_CLOEXEC | O_NONBLOCK | _SEMAPHORE)
    dentry = anonymous_dentry(thread.kernel.services.pipe_fs, b"eventfd")
    is_semaphore = bool(flags & _SEMAPHORE)
    counter = EventCounter(dentry, O_RDWR | flags & O_NONBLOCK, count, is_semaphore=is_semaphore)
    return thread.process.files.install(counter, close_on_exec=bool(flags & O_CLOEXEC))
