"""madvise(2), msync(2), mincore(2), mlock(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi import layout
from cloister.abi.errno import Errno
from cloister.abi.mman import Advice, SyncFlag
from cloister.libos.elf import page_up
from cloister.libos.errors import SyscallError
from cloister.libos.memory import AddressSpace
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

_DISCARDING: Final = frozenset({Advice.MADV_DONTNEED, Advice.MADV_FREE})
_KNOWN: Final = frozenset(Advice) - {Advice.MADV_DONTFORK}
_LOCK_NOTE: Final = "checked and without effect: the host decides what it pages out"


@syscall("madvise", Kind.POINTER, Kind.SIZE, Kind.INT, support=Support.PARTIAL, note="MADV_DONTFORK is EINVAL")
def madvise(thread: Thread, start: int, size: int, advice: int) -> int:
    if start % layout.PAGE_SIZE or advice not in _KNOWN:
        raise SyscallError(Errno.EINVAL)
    size = _check_range(thread.process.space, start, size)
    if size and advice in _DISCARDING:
        thread.memory.discard(start, size, is_lazy=advice == Advice.MADV_FREE)
    return 0


@syscall("msync", Kind.POINTER, Kind.SIZE, Kind.FLAGS)
def msync(thread: Thread, start: int, size: int, flags: int) -> int:
    """No mapping is shared with a file for writing, so there is nothing to write."""
    if start % layout.PAGE_SIZE or flags & ~(SyncFlag.MS_ASYNC | SyncFlag.MS_INVALIDATE | SyncFlag.MS_SYNC):
        raise SyscallError(Errno.EINVAL)
    if flags & SyncFlag.MS_ASYNC and flags & SyncFlag.MS_SYNC:
        raise SyscallError(Errno.EINVAL)
    _check_range(thread.process.space, start, size)
    return 0


@syscall("mincore", Kind.POINTER, Kind.SIZE, Kind.POINTER, support=Support.PARTIAL, note="says that all is resident")
def mincore(thread: Thread, start: int, size: int, address: int) -> int:
    if start % layout.PAGE_SIZE:
        raise SyscallError(Errno.EINVAL)
    size = _check_range(thread.process.space, start, size)
    thread.memory.write(address, b"\1" * (size // layout.PAGE_SIZE))
    return 0


@syscall("mlock", Kind.POINTER, Kind.SIZE, support=Support.PARTIAL, note=_LOCK_NOTE)
def mlock(thread: Thread, start: int, size: int) -> int:
    _check_range(thread.process.space, start // layout.PAGE_SIZE * layout.PAGE_SIZE, size)
    return 0


@syscall("munlock", Kind.POINTER, Kind.SIZE, support=Support.PARTIAL, note=_LOCK_NOTE)
def munlock(thread: Thread, start: int, size: int) -> int:
    _check_range(thread.process.space, start // layout.PAGE_SIZE * layout.PAGE_SIZE, size)
    return 0


@syscall("mlockall", Kind.FLAGS, support=Support.PARTIAL, note=_LOCK_NOTE)
def mlockall(_thread: Thread, flags: int) -> int:
    if not flags or flags & ~7:
        raise SyscallError(Errno.EINVAL)
    return 0


@syscall("munlockall", support=Support.PARTIAL, note=_LOCK_NOTE)
def munlockall(_thread: Thread) -> int:
    return 0


def _check_range(space: AddressSpace, start: int, size: int) -> int:
    """`size` in whole pages. ENOMEM unless all of it is the guest's own writable memory or mappings."""
    size = page_up(size)
    if not space.is_owned(start, start + size):
        raise SyscallError(Errno.ENOMEM)
    return size
