"""kill(2), tkill(2), tgkill(2), rt_sigqueueinfo(2)."""

from __future__ import annotations

import struct
from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.signal import SIGNAL_COUNT, Signal, SignalCode
from cloister.libos.errors import SyscallError
from cloister.libos.process import Process
from cloister.libos.signal_state import SIGINFO_SIZE, SignalInfo
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.thread import Thread

_QUEUED: Final = struct.Struct("<iiiiiiq")


@syscall("kill", Kind.PID, Kind.SIGNAL)
def kill(thread: Thread, pid: int, signal: int) -> int:
    _check_signal(signal)
    sender = thread.process
    targets = _targets(sender, pid)
    allowed = [target for target in targets if _may_signal(sender, target, signal)]
    if not allowed:
        raise SyscallError(Errno.EPERM if targets else Errno.ESRCH)
    info = SignalInfo(signal, SignalCode.SI_USER, pid=sender.pid, uid=sender.credentials.uid)
    for target in allowed:
        if signal:
            thread.kernel.send_signal(target, info)
    return 0


@syscall("tkill", Kind.PID, Kind.SIGNAL)
def tkill(thread: Thread, tid: int, signal: int) -> int:
    return _send_to_thread(thread, tid, signal)


@syscall("tgkill", Kind.PID, Kind.PID, Kind.SIGNAL)
def tgkill(thread: Thread, pid: int, tid: int, signal: int) -> int:
    if pid != tid:
        raise SyscallError(Errno.EINVAL if pid <= 0 else Errno.ESRCH)
    return _send_to_thread(thread, tid, signal)


@syscall("rt_sigqueueinfo", Kind.PID, Kind.SIGNAL, Kind.POINTER)
def rt_sigqueueinfo(thread: Thread, pid: int, signal: int, address: int) -> int:
    """sigqueue(3). Only to itself may a process pretend to be the kernel (code >= 0, SI_TKILL). EAGAIN: queue full."""
    _check_signal(signal)
    _, _, code, _, sender_pid, uid, value = _QUEUED.unpack(thread.memory.read(address, SIGINFO_SIZE)[: _QUEUED.size])
    if (code >= 0 or code == SignalCode.SI_TKILL) and pid != thread.process.pid:
        raise SyscallError(Errno.EPERM)
    target = thread.kernel.processes.require(pid)
    if not _may_signal(thread.process, target, signal):
        raise SyscallError(Errno.EPERM)
    info = SignalInfo(signal, code, pid=sender_pid, uid=uid, value=value)
    if signal and not thread.kernel.send_signal(target, info):
        raise SyscallError(Errno.EAGAIN)
    return 0


def _check_signal(signal: int) -> None:
    if not 0 <= signal <= SIGNAL_COUNT:
        raise SyscallError(Errno.EINVAL)


def _targets(sender: Process, pid: int) -> list[Process]:
    processes = sender.kernel.processes
    if pid > 0:
        return [processes.require(pid)]
    if pid == -1:
        return [process for process in processes.all() if process is not sender]
    return processes.group(-pid if pid else sender.pgid)


def _may_signal(sender: Process, target: Process, signal: int) -> bool:
    if signal == Signal.SIGCONT and sender.sid == target.sid:
        return True
    return sender.credentials.may_signal(target.credentials)


def _send_to_thread(thread: Thread, tid: int, signal: int) -> int:
    """Processes have one thread: a thread's signal is its process's."""
    _check_signal(signal)
    if tid <= 0:
        raise SyscallError(Errno.EINVAL)
    sender, target = thread.process, thread.kernel.processes.require(tid)
    if not _may_signal(sender, target, signal):
        raise SyscallError(Errno.EPERM)
    if signal:
        info = SignalInfo(signal, SignalCode.SI_TKILL, pid=sender.pid, uid=sender.credentials.uid)
        thread.kernel.send_signal(target, info)
    return 0
