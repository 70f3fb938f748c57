"""read(2)."""

from __future__ import annotations

from cloister.libos.caller import Caller
from cloister.libos.files.transfer import read_into, read_nowait, readable
from cloister.libos.syscalls.table import Kind, syscall


@syscall("read", Kind.FD, Kind.BUFFER_OUT, Kind.SIZE, restarts=True)
async def read(thread: Caller, fd: int, buffer: int, size: int) -> int:
    description = readable(thread, fd)
    if description.never_blocks:
        return read_nowait(thread, description, buffer, size)
    return await read_into(thread, description, buffer, size)
