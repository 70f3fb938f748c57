"""mmap(2), munmap(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi import layout
from cloister.abi.errno import Errno
from cloister.abi.mman import MapFlag, Protection
from cloister.libos.elf import page_up
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.memory import COPY_CHUNK_SIZE
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

_FIXED: Final = MapFlag.MAP_FIXED | MapFlag.MAP_FIXED_NOREPLACE
_IGNORED: Final = (
    MapFlag.MAP_32BIT
    | MapFlag.MAP_DENYWRITE
    | MapFlag.MAP_EXECUTABLE
    | MapFlag.MAP_LOCKED
    | MapFlag.MAP_NORESERVE
    | MapFlag.MAP_POPULATE
    | MapFlag.MAP_NONBLOCK
    | MapFlag.MAP_STACK
)
_KNOWN: Final = MapFlag.MAP_SHARED_VALIDATE | MapFlag.MAP_ANONYMOUS | _FIXED | _IGNORED


@syscall(
    "mmap",
    Kind.POINTER,
    Kind.SIZE,
    Kind.FLAGS,
    Kind.FLAGS,
    Kind.FD,
    Kind.SIZE,
    support=Support.PARTIAL,
    note="no PROT_EXEC; MAP_SHARED only of files and only for reading, as a copy; private file mappings are copies",
)
def mmap(thread: Thread, hint: int, size: int, protection: int, flags: int, fd: int, offset: int) -> int:
    _check(size, flags, offset)
    is_fixed = bool(flags & _FIXED)
    may_replace = not flags & MapFlag.MAP_FIXED_NOREPLACE
    space = thread.process.space
    if flags & MapFlag.MAP_ANONYMOUS:
        if flags & MapFlag.MAP_SHARED_VALIDATE != MapFlag.MAP_PRIVATE:
            raise SyscallError(Errno.ENODEV)
        return space.map(hint, size, protection, is_fixed=is_fixed, may_replace=may_replace)
    description = thread.process.files.get(fd)
    _check_file(description, protection, flags)
    writable = protection | Protection.PROT_READ | Protection.PROT_WRITE
    start = space.map(hint, size, writable, is_fixed=is_fixed, may_replace=may_replace, name=b"(file)")
    _copy_file(thread, description, start, size, offset)
    space.protect(start, size, protection)
    return start


def _check(size: int, flags: int, offset: int) -> None:
    kind = flags & MapFlag.MAP_SHARED_VALIDATE
    if not size or not kind or flags & ~_KNOWN or offset % layout.PAGE_SIZE:
        raise SyscallError(Errno.EINVAL)
    if size > layout.SLOT_SIZE:
        raise SyscallError(Errno.ENOMEM)


def _check_file(description: Description, protection: int, flags: int) -> None:
    if not description.is_mappable:
        raise SyscallError(Errno.ENODEV)
    if not description.can_read:
        raise SyscallError(Errno.EACCES)
    is_shared = flags & MapFlag.MAP_SHARED_VALIDATE != MapFlag.MAP_PRIVATE
    if is_shared and protection & Protection.PROT_WRITE:
        raise SyscallError(Errno.EACCES if not description.can_write else Errno.ENODEV)


def _copy_file(thread: Thread, description: Description, start: int, size: int, offset: int) -> None:
    """Fills fresh pages from the file. Past its end they stay zero (Linux: SIGBUS beyond the last page)."""
    end = start + page_up(size)
    while start < end:
        part = description.read_at(offset, min(COPY_CHUNK_SIZE, end - start))
        if not part:
            return
        thread.memory.write(start, part)
        start += len(part)
        offset += len(part)


@syscall("munmap", Kind.POINTER, Kind.SIZE)
def munmap(thread: Thread, start: int, size: int) -> int:
    if not size or size > layout.SLOT_SIZE:
        raise SyscallError(Errno.EINVAL)
    thread.process.space.unmap(start, size)
    return 0
