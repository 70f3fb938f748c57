"""sendfile(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import MAX_RW_COUNT, O_APPEND
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.files.transfer import readable, writable, write_bytes
from cloister.libos.syscalls.table import Kind, syscall

_PIECE_SIZE = 1 << 16


@syscall("sendfile", Kind.FD, Kind.FD, Kind.POINTER, Kind.SIZE, restarts=True)
async def sendfile(thread: Caller, out_fd: int, in_fd: int, offset_address: int, size: int) -> int:
    source, sink = readable(thread, in_fd), writable(thread, out_fd)
    if not source.is_mappable or sink.flags & O_APPEND:
        raise SyscallError(Errno.EINVAL)
    if not offset_address:
        done = await _copy(thread, source, sink, source.offset, size)
        source.offset += done
        return done
    offset = thread.memory.read_u64(offset_address)
    if offset >= 1 << 63:
        raise SyscallError(Errno.EINVAL)
    done = await _copy(thread, source, sink, offset, size)
    thread.memory.write_u64(offset_address, offset + done)
    return done


async def _copy(thread: Caller, source: Description, sink: Description, offset: int, size: int) -> int:
    """Bytes copied; an error after the first is told by the next call."""
    done, size = 0, min(size, MAX_RW_COUNT)
    while done < size:
        data = source.read_at(offset + done, min(size - done, _PIECE_SIZE))
        if not data:
            break
        try:
            count = await write_bytes(thread, sink, data)
        except SyscallError:
            if done:
                break
            raise
        done += count
        if count < len(data):
            break
    return done
