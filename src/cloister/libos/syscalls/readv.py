"""readv(2): readv writev preadv pwritev preadv2 pwritev2."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.transfer import (
    PIECE_SIZE,
    gather,
    read_into,
    read_vector,
    readable,
    scatter,
    vector_size,
    within_limit,
    writable,
    write_bytes,
    write_from,
)
from cloister.libos.syscalls.table import Kind, Support, syscall

_RWF_NOTE = "no RWF_ flags"


@syscall("readv", Kind.FD, Kind.POINTER, Kind.INT, restarts=True)
async def readv(thread: Caller, fd: int, vector_address: int, count: int) -> int:
    description = readable(thread, fd)
    vector = read_vector(thread, vector_address, count)
    if not description.never_blocks or vector_size(vector) <= PIECE_SIZE:
        return scatter(thread, vector, await description.read(thread, min(vector_size(vector), PIECE_SIZE)))
    done = 0
    for address, size in vector:
        part = await read_into(thread, description, address, size)
        done += part
        if part < size:
            break
    return done


@syscall("writev", Kind.FD, Kind.POINTER, Kind.INT, restarts=True)
async def writev(thread: Caller, fd: int, vector_address: int, count: int) -> int:
    description = writable(thread, fd)
    vector = read_vector(thread, vector_address, count)
    if vector_size(vector) <= PIECE_SIZE:
        return await write_bytes(thread, description, gather(thread, vector))
    done = 0
    for address, size in vector:
        part = await write_from(thread, description, address, size)
        done += part
        if part < size:
            break
    return done


# the kernel takes the offset in two registers; on x86-64 the first holds all of it


@syscall("preadv", Kind.FD, Kind.POINTER, Kind.INT, Kind.OFFSET)
def preadv(thread: Caller, fd: int, vector_address: int, count: int, offset: int) -> int:
    if offset < 0:
        raise SyscallError(Errno.EINVAL)
    description = readable(thread, fd)
    vector = read_vector(thread, vector_address, count)
    return scatter(thread, vector, description.read_at(offset, min(vector_size(vector), PIECE_SIZE)))


@syscall("pwritev", Kind.FD, Kind.POINTER, Kind.INT, Kind.OFFSET)
def pwritev(thread: Caller, fd: int, vector_address: int, count: int, offset: int) -> int:
    if offset < 0:
        raise SyscallError(Errno.EINVAL)
    description = writable(thread, fd)
    data = gather(thread, read_vector(thread, vector_address, count))
    return description.write_at(offset, within_limit(thread, offset, data))


@syscall(
    "preadv2",
    Kind.FD,
    Kind.POINTER,
    Kind.INT,
    Kind.OFFSET,
    Kind.LONG,
    Kind.FLAGS,
    support=Support.PARTIAL,
    note=_RWF_NOTE,
)
async def preadv2(thread: Caller, fd: int, vector: int, count: int, offset: int, _high: int, flags: int) -> int:
    _refuse(flags)
    return await readv(thread, fd, vector, count) if offset == -1 else preadv(thread, fd, vector, count, offset)


@syscall(
    "pwritev2",
    Kind.FD,
    Kind.POINTER,
    Kind.INT,
    Kind.OFFSET,
    Kind.LONG,
    Kind.FLAGS,
    support=Support.PARTIAL,
    note=_RWF_NOTE,
)
async def pwritev2(thread: Caller, fd: int, vector: int, count: int, offset: int, _high: int, flags: int) -> int:
    _refuse(flags)
    return await writev(thread, fd, vector, count) if offset == -1 else pwritev(thread, fd, vector, count, offset)


def _refuse(flags: int) -> None:
    if flags:
        raise SyscallError(Errno.EOPNOTSUPP)
