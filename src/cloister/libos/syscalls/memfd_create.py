"""memfd_create(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_LARGEFILE, O_RDWR
from cloister.abi.stat import S_IFREG
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.paths import require_flags
from cloister.libos.files.regular import RegularFile
from cloister.libos.fs.ramfs import RamFile
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.vfs.dentry import anonymous

_CLOEXEC = 1
_ALLOW_SEALING = 2
_MAX_NAME = 249


@syscall("memfd_create", Kind.STRING, Kind.FLAGS, support=Support.PARTIAL, note="no sealing, no huge pages")
def memfd_create(thread: Caller, name_address: int, flags: int) -> int:
    require_flags(flags, _CLOEXEC | _ALLOW_SEALING)
    name = thread.memory.read_cstring(name_address, _MAX_NAME + 1)
    if name is None:
        raise SyscallError(Errno.EINVAL)
    inode = RamFile(thread.kernel.services.anonymous_fs, S_IFREG | 0o777)
    inode.link_count = 0
    description = RegularFile(anonymous(inode, b"/memfd:" + name + b" (deleted)"), O_RDWR | O_LARGEFILE)
    return thread.process.files.install(description, close_on_exec=bool(flags & _CLOEXEC))
