"""fork(2), vfork(2), clone(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi.clone import EXIT_SIGNAL_MASK, CloneFlag
from cloister.abi.errno import Errno
from cloister.abi.signal import SIGNAL_COUNT, Signal
from cloister.libos.errors import Interrupted, SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread
from cloister.libos.wait import wait

_VFORK: Final = CloneFlag.CLONE_VM | CloneFlag.CLONE_VFORK
_TID_FLAGS: Final = (
    CloneFlag.CLONE_PARENT_SETTID
    | CloneFlag.CLONE_CHILD_SETTID
    | CloneFlag.CLONE_CHILD_CLEARTID
    | CloneFlag.CLONE_SETTLS
)
_SIGCHLD: Final = int(Signal.SIGCHLD)
_SUPPORTED: Final = _VFORK | _TID_FLAGS | CloneFlag.CLONE_DETACHED


@syscall("fork")
def fork(thread: Thread) -> int:
    """The child runs first (which comes first is unspecified): often it is a zombie by the time its parent waits."""
    child = thread.kernel.lifecycle.fork(thread, shares_memory=False, stack=None, exit_signal=_SIGCHLD)
    child.context.start(runs_first=True)
    return child.tid


@syscall("vfork")
async def vfork(thread: Thread) -> int:
    child = thread.kernel.lifecycle.fork(thread, shares_memory=True, stack=None, exit_signal=Signal.SIGCHLD)
    child.context.start()
    return await _wait_until_returned(child)


@syscall(
    "clone",
    Kind.FLAGS,
    Kind.POINTER,
    Kind.POINTER,
    Kind.POINTER,
    Kind.POINTER,
    support=Support.PARTIAL,
    note="no threads (CLONE_THREAD is ENOSYS) and no namespaces; CLONE_VM only with CLONE_VFORK",
)
async def clone(thread: Thread, flags: int, stack: int, parent_tid: int, child_tid: int, thread_pointer: int) -> int:
    _check_flags(flags)
    child = thread.kernel.lifecycle.fork(
        thread,
        shares_memory=bool(flags & CloneFlag.CLONE_VM),
        stack=stack or None,
        exit_signal=flags & EXIT_SIGNAL_MASK,
    )
    if flags & CloneFlag.CLONE_SETTLS:
        child.context.thread_pointer = thread_pointer
    _store_tids(thread, child, flags, parent_tid, child_tid)
    child.context.start()
    if flags & CloneFlag.CLONE_VFORK:
        return await _wait_until_returned(child)
    return child.tid


def _check_flags(flags: int) -> None:
    if flags & CloneFlag.CLONE_THREAD and flags & CloneFlag.CLONE_SIGHAND and flags & CloneFlag.CLONE_VM:
        raise SyscallError(Errno.ENOSYS)
    if flags & ~(_SUPPORTED | EXIT_SIGNAL_MASK) or flags & EXIT_SIGNAL_MASK > SIGNAL_COUNT:
        raise SyscallError(Errno.EINVAL)
    if flags & CloneFlag.CLONE_VM and not flags & CloneFlag.CLONE_VFORK:
        raise SyscallError(Errno.EINVAL)


def _store_tids(thread: Thread, child: Thread, flags: int, parent_tid: int, child_tid: int) -> None:
    if flags & CloneFlag.CLONE_PARENT_SETTID:
        thread.memory.write_u32(parent_tid, child.tid)
    if flags & CloneFlag.CLONE_CHILD_SETTID:
        child.memory.write_u32(child_tid, child.tid)
    if flags & CloneFlag.CLONE_CHILD_CLEARTID:
        child.clear_child_tid = child_tid


async def _wait_until_returned(child: Thread) -> int:
    """The parent of a vfork sleeps until its slot is its own again; only SIGKILL ends that, and it needs no wake."""
    while child.process.borrows_memory:
        try:
            await wait(child.process.memory_returned)
        except Interrupted:
            continue
    return child.tid
