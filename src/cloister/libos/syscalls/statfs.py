"""statfs(2): statfs fstatfs."""

from __future__ import annotations

from cloister.abi.fcntl import AT_FDCWD
from cloister.libos.caller import Caller
from cloister.libos.files.paths import resolve_at
from cloister.libos.syscalls.table import Kind, syscall


@syscall("statfs", Kind.PATH, Kind.POINTER)
def statfs(thread: Caller, path: int, address: int) -> int:
    thread.memory.write(address, resolve_at(thread, AT_FDCWD, path).inode.file_system.facts().pack())
    return 0


@syscall("fstatfs", Kind.FD, Kind.POINTER)
def fstatfs(thread: Caller, fd: int, address: int) -> int:
    thread.memory.write(address, thread.process.files.get(fd).inode.file_system.facts().pack())
    return 0
