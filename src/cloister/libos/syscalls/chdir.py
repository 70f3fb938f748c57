"""chdir(2): chdir fchdir."""

from __future__ import annotations

from cloister.abi.fcntl import AT_FDCWD, X_OK
from cloister.libos.caller import Caller
from cloister.libos.files.paths import resolve_at
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.vfs.dentry import Dentry, require_directory
from cloister.libos.vfs.permissions import require


@syscall("chdir", Kind.PATH)
def chdir(thread: Caller, path: int) -> int:
    return _enter(thread, resolve_at(thread, AT_FDCWD, path))


@syscall("fchdir", Kind.FD)
def fchdir(thread: Caller, fd: int) -> int:
    return _enter(thread, thread.process.files.get(fd).dentry)


def _enter(thread: Caller, dentry: Dentry) -> int:
    fs = thread.process.fs
    require(require_directory(dentry).inode, X_OK, fs.credentials)
    fs.cwd = dentry
    return 0
