"""close_range(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import CLOSE_RANGE_CLOEXEC, CLOSE_RANGE_UNSHARE
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.paths import require_flags
from cloister.libos.syscalls.table import Kind, syscall


@syscall("close_range", Kind.UINT, Kind.UINT, Kind.FLAGS)
def close_range(thread: Caller, first: int, last: int, flags: int) -> int:
    """CLOSE_RANGE_UNSHARE changes nothing while no two processes share a table."""
    require_flags(flags, CLOSE_RANGE_CLOEXEC | CLOSE_RANGE_UNSHARE)
    if first > last:
        raise SyscallError(Errno.EINVAL)
    files = thread.process.files
    for fd in [fd for fd, _entry in files.items() if first <= fd <= last]:
        if flags & CLOSE_RANGE_CLOEXEC:
            files.set_close_on_exec(fd, True)
        else:
            files.close(fd)
    return 0
