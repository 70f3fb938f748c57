"""sigprocmask(2), sigpending(2), sigsuspend(2), sigtimedwait(2), pause(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.signal import SIGSET_SIZE, UNBLOCKABLE, SignalHow
from cloister.abi.time import SECOND_NS, TIMESPEC
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.thread import Thread
from cloister.libos.wait import wait

_SIG_BLOCK: Final = int(SignalHow.SIG_BLOCK)
_SIG_UNBLOCK: Final = int(SignalHow.SIG_UNBLOCK)
_SIG_SETMASK: Final = int(SignalHow.SIG_SETMASK)


@syscall("rt_sigprocmask", Kind.INT, Kind.POINTER, Kind.POINTER, Kind.SIZE)
def rt_sigprocmask(thread: Thread, how: int, new_address: int, old_address: int, size: int) -> int:
    """In one piece, with plain integers: musl calls it six times around each fork."""
    if size != SIGSET_SIZE:
        raise SyscallError(Errno.EINVAL)
    old = thread.context.signal_mask
    if new_address:
        mask = thread.memory.read_u64(new_address)
        if how == _SIG_BLOCK:
            mask |= old
        elif how == _SIG_UNBLOCK:
            mask = old & ~mask
        elif how != _SIG_SETMASK:
            raise SyscallError(Errno.EINVAL)
        thread.set_mask(mask)
    if old_address:
        thread.memory.write_u64(old_address, old)
    return 0


def _check_size(size: int) -> None:
    if size != SIGSET_SIZE:
        raise SyscallError(Errno.EINVAL)


@syscall("rt_sigpending", Kind.POINTER, Kind.SIZE)
def rt_sigpending(thread: Thread, address: int, size: int) -> int:
    if size > SIGSET_SIZE:
        raise SyscallError(Errno.EINVAL)
    pending = thread.process.signals.pending_set & thread.mask
    thread.memory.write(address, pending.to_bytes(SIGSET_SIZE, "little")[:size])
    return 0


@syscall("rt_sigsuspend", Kind.POINTER, Kind.SIZE)
async def rt_sigsuspend(thread: Thread, address: int, size: int) -> int:
    _check_size(size)
    thread.set_temporary_mask(thread.memory.read_u64(address))
    return await _wait_for_signal()


@syscall("pause")
async def pause(_thread: Thread) -> int:
    return await _wait_for_signal()


async def _wait_for_signal() -> int:
    """Ends only by Interrupted: EINTR."""
    while True:
        await wait()


@syscall("rt_sigtimedwait", Kind.POINTER, Kind.POINTER, Kind.POINTER, Kind.SIZE)
async def rt_sigtimedwait(thread: Thread, set_address: int, info_address: int, timeout_address: int, size: int) -> int:
    """sigwait(3): takes a pending signal of the set, whether it is blocked or not. EAGAIN at the timeout."""
    _check_size(size)
    wanted = thread.memory.read_u64(set_address) & ~UNBLOCKABLE
    deadline_ns = _deadline(thread, timeout_address)
    process = thread.process
    while (info := process.signals.take(wanted)) is None:
        if await wait(process.signal_arrived, deadline_ns=deadline_ns) is None:
            raise SyscallError(Errno.EAGAIN)
    if info_address:
        thread.memory.write(info_address, info.pack())
    return info.signal


def _deadline(thread: Thread, timeout_address: int) -> int | None:
    if not timeout_address:
        return None
    seconds: int
    nanoseconds: int
    seconds, nanoseconds = TIMESPEC.unpack(thread.memory.read(timeout_address, TIMESPEC.size))
    if seconds < 0 or not 0 <= nanoseconds < SECOND_NS:
        raise SyscallError(Errno.EINVAL)
    return thread.kernel.clock.monotonic_ns() + seconds * SECOND_NS + nanoseconds
