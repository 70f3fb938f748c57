"""setpgid(2), getpgid(2), setsid(2), getsid(2)."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.process import Process
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.thread import Thread


@syscall("setpgid", Kind.PID, Kind.PID)
def setpgid(thread: Thread, pid: int, pgid: int) -> int:
    caller = thread.process
    if pgid < 0 or (not pgid and pid < 0):
        raise SyscallError(Errno.EINVAL)
    target = caller.kernel.processes.require(pid) if pid else caller
    pgid = pgid or target.pid
    _check_target(caller, target)
    if pgid != target.pid and not any(member.sid == caller.sid for member in caller.kernel.processes.group(pgid)):
        raise SyscallError(Errno.EPERM)
    target.pgid = pgid
    return 0


def _check_target(caller: Process, target: Process) -> None:
    """Itself, or a child that has not yet execed; in the caller's session and no session leader."""
    if target is not caller:
        if target.parent is not caller or target.is_dead:
            raise SyscallError(Errno.ESRCH)
        if target.has_execed:
            raise SyscallError(Errno.EACCES)
    if target.sid != caller.sid or target.sid == target.pid:
        raise SyscallError(Errno.EPERM)


@syscall("getpgid", Kind.PID)
def getpgid(thread: Thread, pid: int) -> int:
    return _find(thread, pid).pgid


@syscall("getpgrp")
def getpgrp(thread: Thread) -> int:
    return thread.process.pgid


@syscall("setsid")
def setsid(thread: Thread) -> int:
    """A new session has no controlling terminal. EPERM for a group leader."""
    process = thread.process
    if process.kernel.processes.group(process.pid):
        raise SyscallError(Errno.EPERM)
    process.sid = process.pgid = process.pid
    return process.sid


@syscall("getsid", Kind.PID)
def getsid(thread: Thread, pid: int) -> int:
    return _find(thread, pid).sid


def _find(thread: Thread, pid: int) -> Process:
    return thread.kernel.processes.require(pid) if pid else thread.process
