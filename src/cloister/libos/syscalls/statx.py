"""statx(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_EMPTY_PATH, AT_NO_AUTOMOUNT, AT_SYMLINK_NOFOLLOW
from cloister.abi.stat import STATX_RESERVED
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.paths import require_flags, resolve_at
from cloister.libos.syscalls.table import Kind, Support, syscall

_SYNC_FLAGS = 0x6000


@syscall(
    "statx",
    Kind.DIRFD,
    Kind.PATH,
    Kind.FLAGS,
    Kind.FLAGS,
    Kind.POINTER,
    support=Support.PARTIAL,
    note="no birth time, attributes or mount id",
)
def statx(thread: Caller, dirfd: int, path: int, flags: int, mask: int, address: int) -> int:
    require_flags(flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | _SYNC_FLAGS)
    if mask & STATX_RESERVED:
        raise SyscallError(Errno.EINVAL)
    inode = resolve_at(thread, dirfd, path, flags).inode
    thread.memory.write(address, inode.stat().pack_statx())
    return 0
