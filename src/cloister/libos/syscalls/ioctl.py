"""ioctl(2): the requests that every file has; the others are the description's."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_NONBLOCK
from cloister.abi.termios import FIOCLEX, FIONBIO, FIONCLEX, FIONREAD
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.regular import PathOnly
from cloister.libos.syscalls.table import Kind, Support, syscall


@syscall(
    "ioctl",
    Kind.FD,
    Kind.UINT,
    Kind.POINTER,
    support=Support.PARTIAL,
    note="FIONREAD FIONBIO FIOCLEX FIONCLEX, and ioctl_tty(2) on the terminal",
    restarts=True,
)
async def ioctl(thread: Caller, fd: int, request: int, argument: int) -> int:
    files = thread.process.files
    description = files.get(fd)
    if isinstance(description, PathOnly):
        raise SyscallError(Errno.EBADF)
    if request in (FIOCLEX, FIONCLEX):
        files.set_close_on_exec(fd, request == FIOCLEX)
    elif request == FIONBIO:
        is_on = thread.memory.read_u32(argument)
        description.set_flags(description.flags | O_NONBLOCK if is_on else description.flags & ~O_NONBLOCK)
    elif request == FIONREAD:
        thread.memory.write_u32(argument, min(description.available(), 0x7FFFFFFF))
    else:
        return await description.ioctl(thread, request, argument)
    return 0
