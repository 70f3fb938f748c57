"""mremap(2)."""

from __future__ import annotations

from cloister.abi import layout
from cloister.abi.errno import Errno
from cloister.abi.mman import RemapFlag
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread


@syscall(
    "mremap",
    Kind.POINTER,
    Kind.SIZE,
    Kind.SIZE,
    Kind.FLAGS,
    Kind.POINTER,
    support=Support.PARTIAL,
    note="no MREMAP_DONTUNMAP; moving copies; old_size 0 (a second view of shared pages) is EINVAL",
)
def mremap(thread: Thread, start: int, old_size: int, new_size: int, flags: int, target: int) -> int:
    is_fixed = bool(flags & RemapFlag.MREMAP_FIXED)
    may_move = bool(flags & RemapFlag.MREMAP_MAYMOVE)
    if flags & ~(RemapFlag.MREMAP_MAYMOVE | RemapFlag.MREMAP_FIXED) or (is_fixed and not may_move):
        raise SyscallError(Errno.EINVAL)
    if start % layout.PAGE_SIZE or not old_size or not new_size or old_size > layout.SLOT_SIZE:
        raise SyscallError(Errno.EINVAL)
    if new_size > layout.SLOT_SIZE:
        raise SyscallError(Errno.ENOMEM)
    if is_fixed and (target % layout.PAGE_SIZE or _overlap(start, old_size, target, new_size)):
        raise SyscallError(Errno.EINVAL)
    return thread.process.space.remap(start, old_size, new_size, may_move=may_move, target=target if is_fixed else None)


def _overlap(one: int, one_size: int, other: int, other_size: int) -> bool:
    return one < other + other_size and other < one + one_size
