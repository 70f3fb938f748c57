"""fsync(2): fsync fdatasync. Files live in memory as long as the enclave does: there is nothing to write back."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall

_NOTE = "checks its argument; files live in memory"


@syscall("fsync", Kind.FD, support=Support.PARTIAL, note=_NOTE)
def fsync(thread: Caller, fd: int) -> int:
    inode = thread.process.files.get(fd).inode
    if not (inode.is_regular or inode.is_directory):
        raise SyscallError(Errno.EINVAL)
    return 0


@syscall("fdatasync", Kind.FD, support=Support.PARTIAL, note=_NOTE)
def fdatasync(thread: Caller, fd: int) -> int:
    return fsync(thread, fd)
