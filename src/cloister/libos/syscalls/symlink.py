"""symlink(2): symlink symlinkat."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_FDCWD
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.opening import require_entry_change
from cloister.libos.files.paths import read_path, walk_at
from cloister.libos.syscalls.table import Kind, syscall


@syscall("symlink", Kind.STRING, Kind.PATH)
def symlink(thread: Caller, text: int, path: int) -> int:
    return symlinkat(thread, text, AT_FDCWD, path)


@syscall("symlinkat", Kind.STRING, Kind.DIRFD, Kind.PATH)
def symlinkat(thread: Caller, text_address: int, dirfd: int, path: int) -> int:
    text = read_path(thread, text_address)
    if not text:
        raise SyscallError(Errno.ENOENT)
    target, fs = walk_at(thread, dirfd, path), thread.process.fs
    if target.dentry is not None or target.name is None:
        raise SyscallError(Errno.EEXIST)
    if target.is_directory_wanted:
        raise SyscallError(Errno.ENOENT)
    require_entry_change(fs, target.parent)
    who = fs.credentials
    inode = target.parent.inode.create_symlink(target.name, text, uid=who.euid, gid=who.egid)
    target.parent.add(target.name, inode)
    return 0
