"""sched(7): sched_yield(2), sched_setscheduler(2), sched_setaffinity(2), getpriority(2), getcpu(2), membarrier(2).

The enclave has one CPU and one policy. What can be answered truthfully is; what would change scheduling is refused.
"""

from __future__ import annotations

import struct
from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.time import MILLISECOND_NS, TIMESPEC
from cloister.libos.errors import SyscallError
from cloister.libos.process import Process
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

SCHED_OTHER: Final = 0
SCHED_FIFO: Final = 1
SCHED_RR: Final = 2
_KNOWN_POLICIES: Final = frozenset({SCHED_OTHER, SCHED_FIFO, SCHED_RR, 3, 5})
_SCHED_RESET_ON_FORK: Final = 0x40000000
TIME_SLICE_NS: Final = 5 * MILLISECOND_NS
CPU_SET_SIZE: Final = 8
_PRIO_PROCESS: Final = 0
_PRIO_USER: Final = 2
_NICE_RANGE: Final = (-20, 19)
_ONE_CPU: Final = "the enclave has one CPU"
_ONE_POLICY: Final = "SCHED_OTHER with priority 0 only"


@syscall("sched_yield")
def sched_yield(_thread: Thread) -> int:
    """The core yields natively; under strace the call is a pause long enough."""
    return 0


@syscall("sched_getscheduler", Kind.PID)
def sched_getscheduler(thread: Thread, pid: int) -> int:
    _find(thread, pid)
    return SCHED_OTHER


@syscall("sched_setscheduler", Kind.PID, Kind.INT, Kind.POINTER, support=Support.PARTIAL, note=_ONE_POLICY)
def sched_setscheduler(thread: Thread, pid: int, policy: int, address: int) -> int:
    _find(thread, pid)
    if policy & ~_SCHED_RESET_ON_FORK not in _KNOWN_POLICIES:
        raise SyscallError(Errno.EINVAL)
    if policy & ~_SCHED_RESET_ON_FORK != SCHED_OTHER:
        raise SyscallError(Errno.EPERM)
    return _require_priority_0(thread, address)


@syscall("sched_setparam", Kind.PID, Kind.POINTER, support=Support.PARTIAL, note=_ONE_POLICY)
def sched_setparam(thread: Thread, pid: int, address: int) -> int:
    _find(thread, pid)
    return _require_priority_0(thread, address)


def _require_priority_0(thread: Thread, address: int) -> int:
    if not address or thread.memory.read_u32(address):
        raise SyscallError(Errno.EINVAL)
    return 0


@syscall("sched_getparam", Kind.PID, Kind.POINTER)
def sched_getparam(thread: Thread, pid: int, address: int) -> int:
    _find(thread, pid)
    thread.memory.write_u32(address, 0)
    return 0


@syscall("sched_get_priority_max", Kind.INT)
def sched_get_priority_max(_thread: Thread, policy: int) -> int:
    _require_policy(policy)
    return 99 if policy in (SCHED_FIFO, SCHED_RR) else 0


@syscall("sched_get_priority_min", Kind.INT)
def sched_get_priority_min(_thread: Thread, policy: int) -> int:
    _require_policy(policy)
    return 1 if policy in (SCHED_FIFO, SCHED_RR) else 0


def _require_policy(policy: int) -> None:
    if policy not in _KNOWN_POLICIES:
        raise SyscallError(Errno.EINVAL)


@syscall("sched_rr_get_interval", Kind.PID, Kind.POINTER)
def sched_rr_get_interval(thread: Thread, pid: int, address: int) -> int:
    _find(thread, pid)
    thread.memory.write(address, TIMESPEC.pack(0, TIME_SLICE_NS))
    return 0


@syscall("sched_getaffinity", Kind.PID, Kind.UINT, Kind.POINTER)
def sched_getaffinity(thread: Thread, pid: int, size: int, address: int) -> int:
    _find(thread, pid)
    if size < CPU_SET_SIZE or size % CPU_SET_SIZE:
        raise SyscallError(Errno.EINVAL)
    thread.memory.write_u64(address, 1)
    return CPU_SET_SIZE


@syscall("sched_setaffinity", Kind.PID, Kind.UINT, Kind.POINTER, support=Support.PARTIAL, note=_ONE_CPU)
def sched_setaffinity(thread: Thread, pid: int, size: int, address: int) -> int:
    _find(thread, pid)
    if not size or not thread.memory.read(address, 1)[0] & 1:
        raise SyscallError(Errno.EINVAL)
    return 0


@syscall("getpriority", Kind.INT, Kind.PID, support=Support.PARTIAL, note="PRIO_PROCESS only looks at the process")
def getpriority(thread: Thread, which: int, who: int) -> int:
    """The raw call returns 20 - nice, so that it is never negative."""
    return 20 - _nice_target(thread, which, who).nice


@syscall(
    "setpriority",
    Kind.INT,
    Kind.PID,
    Kind.INT,
    support=Support.PARTIAL,
    note="the nice value is remembered, scheduling ignores it; PRIO_PROCESS only",
)
def setpriority(thread: Thread, which: int, who: int, nice: int) -> int:
    target = _nice_target(thread, which, who)
    nice = min(max(nice, _NICE_RANGE[0]), _NICE_RANGE[1])
    if not thread.process.credentials.capable() and nice < target.nice:
        raise SyscallError(Errno.EACCES)
    target.nice = nice
    return 0


def _nice_target(thread: Thread, which: int, who: int) -> Process:
    if not _PRIO_PROCESS <= which <= _PRIO_USER:
        raise SyscallError(Errno.EINVAL)
    if which != _PRIO_PROCESS and who:
        raise SyscallError(Errno.ESRCH)
    return _find(thread, who)


@syscall("getcpu", Kind.POINTER, Kind.POINTER, Kind.POINTER)
def getcpu(thread: Thread, cpu_address: int, node_address: int, _cache: int) -> int:
    for address in (cpu_address, node_address):
        if address:
            thread.memory.write(address, struct.pack("<I", 0))
    return 0


@syscall("membarrier", Kind.INT, Kind.FLAGS, Kind.INT)
def membarrier(_thread: Thread, command: int, flags: int, _cpu: int) -> int:
    """One CPU: every barrier holds already. Command 0 asks what is supported."""
    if flags or not 0 <= command <= 1 << 8:
        raise SyscallError(Errno.EINVAL)
    return 0x1FF if command == 0 else 0


def _find(thread: Thread, pid: int) -> Process:
    if pid < 0:
        raise SyscallError(Errno.EINVAL)
    return thread.kernel.processes.require(pid) if pid else thread.process
