"""Between guest memory and open files: each byte is copied in or out of the guest once, in pieces of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.fcntl import IOV_MAX, MAX_RW_COUNT, O_APPEND
from cloister.abi.resource import Resource
from cloister.abi.signal import Signal
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description

if TYPE_CHECKING:
    from cloister.libos.caller import Caller

PIECE_SIZE = 1 << 20
"""Bytes that the LibOS holds for one transfer at most, whatever size a guest asks for."""

_SSIZE_MAX = (1 << 63) - 1


def readable(thread: Caller, fd: int) -> Description:
    """EBADF unless `fd` is open for reading."""
    description = thread.process.files.get(fd)
    if not description.can_read:
        raise SyscallError(Errno.EBADF)
    return description


def writable(thread: Caller, fd: int) -> Description:
    """EBADF unless `fd` is open for writing."""
    description = thread.process.files.get(fd)
    if not description.can_write:
        raise SyscallError(Errno.EBADF)
    return description


async def read_into(thread: Caller, description: Description, address: int, size: int) -> int:
    """read(2)."""
    if description.never_blocks:
        return read_nowait(thread, description, address, size)
    data = await description.read(thread, min(size, PIECE_SIZE))
    if data:
        thread.memory.write(address, data)
    return len(data)


def read_nowait(thread: Caller, description: Description, address: int, size: int) -> int:
    """read(2) of a description that never blocks."""
    if size <= PIECE_SIZE:
        return _read_piece(thread, description, address, size)
    done, size = 0, min(size, MAX_RW_COUNT)
    while done < size:
        try:
            count = _read_piece(thread, description, address + done, min(size - done, PIECE_SIZE))
        except Exception:
            if done:
                return done
            raise
        done += count
        if count < PIECE_SIZE:
            break
    return done


def _read_piece(thread: Caller, description: Description, address: int, size: int) -> int:
    """The offset moves only if the guest got the bytes."""
    offset = description.offset
    data = description.read_nowait(size)
    if data:
        try:
            thread.memory.write(address, data)
        except Exception:
            description.offset = offset
            raise
    return len(data)


async def write_from(thread: Caller, description: Description, address: int, size: int) -> int:
    """write(2)."""
    done, size = 0, min(size, MAX_RW_COUNT)
    while True:
        try:
            data = thread.memory.read(address + done, min(size - done, PIECE_SIZE))
            count = await write_bytes(thread, description, data)
        except Exception:
            if done:
                return done
            raise
        done += count
        if done == size or count < len(data):
            return done


async def write_bytes(thread: Caller, description: Description, data: bytes) -> int:
    """Writes at the offset, within RLIMIT_FSIZE."""
    if description.is_mappable:
        offset = description.inode.size if description.flags & O_APPEND else description.offset
        data = within_limit(thread, offset, data)
    return await description.write(thread, data)


def within_limit(thread: Caller, offset: int, data: bytes) -> bytes:
    """What of `data` RLIMIT_FSIZE allows at `offset`; SIGXFSZ and EFBIG if nothing."""
    room = thread.process.limit(Resource.FSIZE) - offset
    if room >= len(data):
        return data
    if room <= 0:
        thread.process.send_signal(Signal.SIGXFSZ)
        raise SyscallError(Errno.EFBIG)
    return data[:room]


# --- vectors ---------------------------------------------------------------------------------------------------------


def read_vector(thread: Caller, address: int, count: int) -> list[tuple[int, int]]:
    """struct iovec array: (address, size) pairs. EINVAL for too many, or more than SSIZE_MAX bytes."""
    if not 0 <= count <= IOV_MAX:
        raise SyscallError(Errno.EINVAL)
    words = thread.memory.read_words(address, 2 * count) if count else ()
    vector = list(zip(words[::2], words[1::2], strict=True))
    if sum(size for _address, size in vector) > _SSIZE_MAX:
        raise SyscallError(Errno.EINVAL)
    return vector


def gather(thread: Caller, vector: list[tuple[int, int]], limit: int = PIECE_SIZE) -> bytes:
    """The first `limit` bytes of the vector's buffers."""
    parts = []
    for address, size in vector:
        part_size = min(size, limit)
        if part_size:
            parts.append(thread.memory.read(address, part_size))
        limit -= part_size
    return b"".join(parts)


def scatter(thread: Caller, vector: list[tuple[int, int]], data: bytes) -> int:
    """Spreads `data` over the vector's buffers."""
    done = 0
    for address, size in vector:
        if done == len(data):
            break
        part = data[done : done + size]
        if part:  # musl's stdio reads with an empty buffer first
            thread.memory.write(address, part)
            done += len(part)
    return done


def vector_size(vector: list[tuple[int, int]]) -> int:
    return sum(size for _address, size in vector)
