"""getrlimit(2), setrlimit(2), prlimit(2)."""

from __future__ import annotations

import struct
from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.resource import Resource
from cloister.libos.errors import SyscallError
from cloister.libos.process import Process
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

MAX_OPEN_FILES: Final = 1 << 20
"""fs.nr_open of Linux."""
_RLIMIT: Final = struct.Struct("<QQ")
_NOTE: Final = "enforced: AS, DATA, NOFILE, FSIZE, NPROC; STACK is fixed at 8 MiB; the others are only remembered"


@syscall("getrlimit", Kind.INT, Kind.POINTER)
def getrlimit(thread: Thread, resource: int, address: int) -> int:
    limits = thread.process.limits.get(_resource(resource))
    thread.memory.write(address, _RLIMIT.pack(*limits))
    return 0


@syscall("setrlimit", Kind.INT, Kind.POINTER, support=Support.PARTIAL, note=_NOTE)
def setrlimit(thread: Thread, resource: int, address: int) -> int:
    _set(thread, thread.process, _resource(resource), address)
    return 0


@syscall("prlimit64", Kind.PID, Kind.INT, Kind.POINTER, Kind.POINTER, support=Support.PARTIAL, note=_NOTE)
def prlimit64(thread: Thread, pid: int, resource: int, new_address: int, old_address: int) -> int:
    kind = _resource(resource)
    target = thread.kernel.processes.require(pid) if pid else thread.process
    if not thread.process.credentials.may_signal(target.credentials):
        raise SyscallError(Errno.EPERM)
    old = target.limits.get(kind)
    if new_address:
        _set(thread, target, kind, new_address)
    if old_address:
        thread.memory.write(old_address, _RLIMIT.pack(*old))
    return 0


def _resource(number: int) -> Resource:
    try:
        return Resource(number)
    except ValueError:
        raise SyscallError(Errno.EINVAL) from None


def _set(thread: Thread, target: Process, resource: Resource, address: int) -> None:
    soft, hard = _RLIMIT.unpack(thread.memory.read(address, _RLIMIT.size))
    if resource == Resource.NOFILE and hard > MAX_OPEN_FILES:
        raise SyscallError(Errno.EPERM)
    target.limits.set(resource, soft, hard, privileged=thread.process.credentials.capable())
    if resource == Resource.NOFILE:
        target.files.limit = soft
