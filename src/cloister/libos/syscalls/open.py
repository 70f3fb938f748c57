"""open(2): open openat creat."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_FDCWD, O_CLOEXEC, O_CREAT, O_NOCTTY, O_TMPFILE, O_TRUNC, O_WRONLY
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.opening import open_path
from cloister.libos.files.paths import read_path, start_for
from cloister.libos.files.terminal import Terminal
from cloister.libos.syscalls.table import Kind, Support, syscall

_NOTE = "no O_TMPFILE; O_SYNC, O_DIRECT, O_ASYNC and O_NOATIME have no effect"


@syscall("open", Kind.PATH, Kind.FLAGS, Kind.MODE, support=Support.PARTIAL, note=_NOTE, restarts=True)
async def open_(thread: Caller, path: int, flags: int, mode: int) -> int:
    return await openat(thread, AT_FDCWD, path, flags, mode)


@syscall("creat", Kind.PATH, Kind.MODE, restarts=True)
async def creat(thread: Caller, path: int, mode: int) -> int:
    return await openat(thread, AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode)


@syscall("openat", Kind.DIRFD, Kind.PATH, Kind.FLAGS, Kind.MODE, support=Support.PARTIAL, note=_NOTE, restarts=True)
async def openat(thread: Caller, dirfd: int, address: int, flags: int, mode: int) -> int:
    if flags & O_TMPFILE == O_TMPFILE:
        raise SyscallError(Errno.EOPNOTSUPP)
    process = thread.process
    path = read_path(thread, address)
    start = start_for(thread, dirfd, path)
    description = await open_path(process.fs, thread.kernel.services.fifos, path, flags, mode, start=start)
    if isinstance(description, Terminal):
        description.adopt(thread, may_acquire=not flags & O_NOCTTY)
    return process.files.install(description, close_on_exec=bool(flags & O_CLOEXEC))
