"""mprotect(2)."""

from __future__ import annotations

from cloister.abi import layout
from cloister.abi.errno import Errno
from cloister.libos.elf import page_up
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread


@syscall(
    "mprotect",
    Kind.POINTER,
    Kind.SIZE,
    Kind.FLAGS,
    support=Support.PARTIAL,
    note="PROT_EXEC is EACCES",
)
def mprotect(thread: Thread, start: int, size: int, protection: int) -> int:
    if start % layout.PAGE_SIZE:
        raise SyscallError(Errno.EINVAL)
    if start + page_up(size) > layout.USER_END:
        raise SyscallError(Errno.ENOMEM)
    if size:
        thread.process.space.protect(start, size, protection)
    return 0
