"""chroot(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_FDCWD
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.paths import resolve_at
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.vfs.dentry import require_directory


@syscall("chroot", Kind.PATH)
def chroot(thread: Caller, path: int) -> int:
    dentry = require_directory(resolve_at(thread, AT_FDCWD, path))
    fs = thread.process.fs
    if fs.credentials.euid != 0:
        raise SyscallError(Errno.EPERM)
    fs.root = dentry
    return 0
