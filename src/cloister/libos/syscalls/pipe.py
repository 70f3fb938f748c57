"""pipe(2): pipe pipe2."""

from __future__ import annotations

import struct

from cloister.abi.fcntl import O_CLOEXEC, O_NONBLOCK
from cloister.libos.caller import Caller
from cloister.libos.files.paths import require_flags
from cloister.libos.files.pipe import new_pipe
from cloister.libos.syscalls.table import Kind, Support, syscall


@syscall("pipe", Kind.POINTER)
def pipe(thread: Caller, address: int) -> int:
    return pipe2(thread, address, 0)


@syscall("pipe2", Kind.POINTER, Kind.FLAGS, support=Support.PARTIAL, note="O_DIRECT (packet mode) is EINVAL")
def pipe2(thread: Caller, address: int, flags: int) -> int:
    require_flags(flags, O_CLOEXEC | O_NONBLOCK)
    services, files = thread.kernel.services, thread.process.files
    close_on_exec = bool(flags & O_CLOEXEC)
    read_end, write_end = new_pipe(services.pipe_fs, services.new_ring, flags)
    read_fd = files.install(read_end, close_on_exec=close_on_exec)
    try:
        write_fd = files.install(write_end, close_on_exec=close_on_exec)
    except Exception:
        files.close(read_fd)
        raise
    try:
        thread.memory.write(address, struct.pack("<ii", read_fd, write_fd))
    except Exception:
        files.close(read_fd)
        files.close(write_fd)
        raise
    return 0
