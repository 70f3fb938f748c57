"""flock(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files import locks
from cloister.libos.syscalls.table import Kind, syscall


@syscall("flock", Kind.FD, Kind.INT, restarts=True)
async def flock(thread: Caller, fd: int, operation: int) -> int:
    """Between processes of the enclave; the host's processes do not see it."""
    description = thread.process.files.get(fd)
    kind = operation & ~LOCK_NB
    if kind not in (LOCK_SH, LOCK_EX, LOCK_UN):
        raise SyscallError(Errno.EINVAL)
    await locks.lock_whole(description, kind, may_wait=not operation & LOCK_NB)
    return 0
