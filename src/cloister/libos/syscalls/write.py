"""write(2)."""

from __future__ import annotations

from cloister.libos.caller import Caller
from cloister.libos.files.transfer import writable, write_from
from cloister.libos.syscalls.table import Kind, syscall


@syscall("write", Kind.FD, Kind.BUFFER_IN, Kind.SIZE, restarts=True)
async def write(thread: Caller, fd: int, buffer: int, size: int) -> int:
    return await write_from(thread, writable(thread, fd), buffer, size)
