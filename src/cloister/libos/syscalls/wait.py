"""wait4(2), waitid(2)."""

from __future__ import annotations

import struct
from collections.abc import Collection
from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.signal import ChildCode, Signal
from cloister.abi.wait import CONTINUED_STATUS, IdType, WaitFlag
from cloister.libos.errors import SyscallError
from cloister.libos.lifecycle import exit_info
from cloister.libos.process import Process
from cloister.libos.signal_state import SIGINFO_SIZE, SignalInfo
from cloister.libos.signals import child_info
from cloister.libos.syscalls.getrusage import pack_usage
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread
from cloister.libos.wait import wait

_CLONE_FLAGS: Final = WaitFlag.WNOTHREAD | WaitFlag.WALL | WaitFlag.WCLONE
_WAIT4_FLAGS: Final = WaitFlag.WNOHANG | WaitFlag.WUNTRACED | WaitFlag.WCONTINUED | _CLONE_FLAGS
_WAITID_STATES: Final = WaitFlag.WEXITED | WaitFlag.WSTOPPED | WaitFlag.WCONTINUED
_WAITID_FLAGS: Final = _WAITID_STATES | WaitFlag.WNOHANG | WaitFlag.WNOWAIT | _CLONE_FLAGS
_STATUS: Final = struct.Struct("<I")

# Plain numbers: a member of an enumeration is slow to look up, and every fork is followed by a wait.
_WEXITED: Final = int(WaitFlag.WEXITED)
_WNOHANG: Final = int(WaitFlag.WNOHANG)
_WNOWAIT: Final = int(WaitFlag.WNOWAIT)
_P_ALL: Final = int(IdType.P_ALL)
_P_PID: Final = int(IdType.P_PID)
_P_PGID: Final = int(IdType.P_PGID)


@syscall("wait4", Kind.PID, Kind.POINTER, Kind.FLAGS, Kind.POINTER, restarts=True)
async def wait4(thread: Thread, pid: int, status_address: int, flags: int, usage_address: int) -> int:
    if flags & ~_WAIT4_FLAGS:
        raise SyscallError(Errno.EINVAL)
    child = await _wait_for_child(thread, *_selection(thread.process, pid), flags | _WEXITED)
    if child is None:
        return 0
    status = _status(child)
    _take_state(child, flags)
    if status_address:
        thread.memory.write(status_address, _STATUS.pack(status))
    if usage_address:
        thread.memory.write(usage_address, pack_usage(child))
    return child.pid


@syscall(
    "waitid",
    Kind.INT,
    Kind.PID,
    Kind.POINTER,
    Kind.FLAGS,
    Kind.POINTER,
    restarts=True,
    support=Support.PARTIAL,
    note="no P_PIDFD",
)
async def waitid(thread: Thread, kind: int, identity: int, info_address: int, flags: int, usage_address: int) -> int:
    if flags & ~_WAITID_FLAGS or not flags & _WAITID_STATES:
        raise SyscallError(Errno.EINVAL)
    if kind == IdType.P_PGID and identity == 0:
        identity = thread.process.pgid
    if not (kind == IdType.P_ALL or (kind in (IdType.P_PID, IdType.P_PGID) and identity > 0)):
        raise SyscallError(Errno.EINVAL)
    child = await _wait_for_child(thread, kind, identity, flags)
    info = bytes(SIGINFO_SIZE) if child is None else _child_info(child).pack()
    if info_address:
        thread.memory.write(info_address, info)
    if child is not None:
        if usage_address:
            thread.memory.write(usage_address, pack_usage(child))
        _take_state(child, flags)
    return 0


def _selection(parent: Process, pid: int) -> tuple[int, int]:
    """What waitid calls the children that wait4 calls `pid`."""
    if pid > 0:
        return _P_PID, pid
    if pid == -1:
        return _P_ALL, 0
    return _P_PGID, -pid if pid else parent.pgid


async def _wait_for_child(thread: Thread, kind: int, identity: int, flags: int) -> Process | None:
    """The first selected child with a state to report; None under WNOHANG if none has; ECHILD if none is selected."""
    process = thread.process
    while True:
        children = _selected(process, kind, identity)
        if not children:
            raise SyscallError(Errno.ECHILD)
        for child in children:
            if _has_state(child, flags):
                return child
        if flags & _WNOHANG:
            return None
        await wait(process.children_changed)


def _selected(parent: Process, kind: int, identity: int) -> Collection[Process]:
    if kind == _P_PID:
        child = parent.children.get(identity)
        return () if child is None else (child,)
    if kind == _P_ALL:
        return parent.children.values()
    return [child for child in parent.children.values() if child.pgid == identity]


def _has_state(child: Process, flags: int) -> bool:
    if child.exit_status is not None:
        return flags & _WEXITED != 0
    if flags & WaitFlag.WSTOPPED and child.stop_status is not None:
        return True
    return bool(flags & WaitFlag.WCONTINUED) and child.is_continued


def _status(child: Process) -> int:
    if child.exit_status is not None:
        return child.exit_status
    return CONTINUED_STATUS if child.stop_status is None else child.stop_status


def _child_info(child: Process) -> SignalInfo:
    if child.is_dead:
        return exit_info(child)
    if child.stop_status is None:
        return child_info(child, ChildCode.CLD_CONTINUED, Signal.SIGCONT)
    return child_info(child, ChildCode.CLD_STOPPED, child.stop_status >> 8)


def _take_state(child: Process, flags: int) -> None:
    """A reported state is not reported again, unless WNOWAIT asked to leave it."""
    if flags & _WNOWAIT:
        return
    if child.exit_status is not None:
        child.kernel.processes.remove(child)
    elif child.stop_status is not None:
        child.stop_status = None
    else:
        child.is_continued = False
