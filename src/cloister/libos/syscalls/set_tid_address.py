"""set_tid_address(2), set_robust_list(2), get_robust_list(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

ROBUST_LIST_HEAD_SIZE: Final = 24


@syscall("set_tid_address", Kind.POINTER)
def set_tid_address(thread: Thread, address: int) -> int:
    thread.clear_child_tid = address
    return thread.tid


@syscall(
    "set_robust_list",
    Kind.POINTER,
    Kind.SIZE,
    support=Support.PARTIAL,
    note="remembered; never walked, since no memory is shared between processes",
)
def set_robust_list(thread: Thread, address: int, size: int) -> int:
    if size != ROBUST_LIST_HEAD_SIZE:
        raise SyscallError(Errno.EINVAL)
    thread.robust_list = address
    return 0


@syscall("get_robust_list", Kind.PID, Kind.POINTER, Kind.POINTER)
def get_robust_list(thread: Thread, pid: int, head_address: int, size_address: int) -> int:
    target = thread.kernel.processes.require(pid).thread if pid else thread
    thread.memory.write_u64(head_address, target.robust_list)
    thread.memory.write_u64(size_address, ROBUST_LIST_HEAD_SIZE)
    return 0
