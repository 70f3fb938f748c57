"""pread(2): pread64 pwrite64."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import MAX_RW_COUNT
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.transfer import PIECE_SIZE, readable, within_limit, writable
from cloister.libos.syscalls.table import Kind, syscall


@syscall("pread64", Kind.FD, Kind.BUFFER_OUT, Kind.SIZE, Kind.OFFSET)
def pread64(thread: Caller, fd: int, buffer: int, size: int, offset: int) -> int:
    if offset < 0:
        raise SyscallError(Errno.EINVAL)
    description = readable(thread, fd)
    done, size = 0, min(size, MAX_RW_COUNT)
    while True:
        data = description.read_at(offset + done, min(size - done, PIECE_SIZE))
        if data:
            thread.memory.write(buffer + done, data)
        done += len(data)
        if done == size or not data:
            return done


@syscall("pwrite64", Kind.FD, Kind.BUFFER_IN, Kind.SIZE, Kind.OFFSET)
def pwrite64(thread: Caller, fd: int, buffer: int, size: int, offset: int) -> int:
    if offset < 0:
        raise SyscallError(Errno.EINVAL)
    description = writable(thread, fd)
    done, size = 0, min(size, MAX_RW_COUNT)
    while True:
        data = thread.memory.read(buffer + done, min(size - done, PIECE_SIZE))
        count = description.write_at(offset + done, within_limit(thread, offset + done, data))
        done += count
        if done == size or count < len(data):
            return done
