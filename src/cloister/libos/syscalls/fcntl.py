"""fcntl(2)."""

from __future__ import annotations

from cloister.abi import fcntl as abi
from cloister.abi.errno import Errno
from cloister.abi.fcntl import FD_CLOEXEC
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files import locks
from cloister.libos.files.pipe import PipeEnd
from cloister.libos.syscalls.table import Kind, Support, syscall

_NOTE = "no leases, seals, signals (F_SETSIG, F_NOTIFY) or open-file-description locks; a pipe's capacity is fixed"


@syscall("fcntl", Kind.FD, Kind.INT, Kind.LONG, support=Support.PARTIAL, note=_NOTE, restarts=True)
async def fcntl(thread: Caller, fd: int, command: int, argument: int) -> int:
    if command in (abi.F_GETLK, abi.F_SETLK, abi.F_SETLKW):
        return await locks.control(thread, fd, command, argument)
    handler = _COMMANDS.get(command)
    thread.process.files.get(fd)
    if handler is None:
        raise SyscallError(Errno.EINVAL)
    return handler(thread, fd, argument)


def _duplicate(thread: Caller, fd: int, argument: int) -> int:
    return _duplicate_from(thread, fd, argument, close_on_exec=False)


def _duplicate_close_on_exec(thread: Caller, fd: int, argument: int) -> int:
    return _duplicate_from(thread, fd, argument, close_on_exec=True)


def _duplicate_from(thread: Caller, fd: int, lowest: int, *, close_on_exec: bool) -> int:
    files = thread.process.files
    if not 0 <= lowest < files.limit:
        raise SyscallError(Errno.EINVAL)
    return files.install(files.get(fd), lowest=lowest, close_on_exec=close_on_exec)


def _get_descriptor_flags(thread: Caller, fd: int, argument: int) -> int:
    del argument
    return FD_CLOEXEC if thread.process.files.entry(fd).close_on_exec else 0


def _set_descriptor_flags(thread: Caller, fd: int, argument: int) -> int:
    thread.process.files.set_close_on_exec(fd, bool(argument & FD_CLOEXEC))
    return 0


def _get_flags(thread: Caller, fd: int, argument: int) -> int:
    del argument
    return thread.process.files.get(fd).flags


def _set_flags(thread: Caller, fd: int, argument: int) -> int:
    thread.process.files.get(fd).set_flags(argument)
    return 0


def _get_owner(thread: Caller, fd: int, argument: int) -> int:
    """Nobody is sent SIGIO."""
    del thread, fd, argument
    return 0


def _pipe_capacity(thread: Caller, fd: int, argument: int) -> int:
    """F_GETPIPE_SZ, and F_SETPIPE_SZ as far as it asks for no more than there is."""
    description = thread.process.files.get(fd)
    if not isinstance(description, PipeEnd):
        raise SyscallError(Errno.EBADF)
    if argument > description.pipe.ring.capacity:
        raise SyscallError(Errno.EPERM)
    return description.pipe.ring.capacity


_COMMANDS = {
    abi.F_DUPFD: _duplicate,
    abi.F_DUPFD_CLOEXEC: _duplicate_close_on_exec,
    abi.F_GETFD: _get_descriptor_flags,
    abi.F_SETFD: _set_descriptor_flags,
    abi.F_GETFL: _get_flags,
    abi.F_SETFL: _set_flags,
    abi.F_GETOWN: _get_owner,
    abi.F_GETPIPE_SZ: lambda thread, fd, _argument: _pipe_capacity(thread, fd, 0),
    abi.F_SETPIPE_SZ: _pipe_capacity,
}
