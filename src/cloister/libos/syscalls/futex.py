"""futex(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.futex import FUTEX_BITSET_MATCH_ANY, FUTEX_CLOCK_REALTIME, FUTEX_PRIVATE_FLAG, FutexOperation
from cloister.abi.time import SECOND_NS, TIMESPEC
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

_MODIFIERS: Final = FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME


@syscall(
    "futex",
    Kind.POINTER,
    Kind.INT,
    Kind.UINT,
    Kind.SIZE,
    Kind.POINTER,
    Kind.UINT,
    restarts=True,
    support=Support.PARTIAL,
    note="wait, wake, requeue and their bitset forms; no priority inheritance, no FUTEX_WAKE_OP",
)
async def futex(
    thread: Thread, address: int, operation: int, value: int, timeout: int, target: int, value3: int
) -> int:
    futexes = thread.kernel.futexes
    command = operation & ~_MODIFIERS
    if address % 4:
        raise SyscallError(Errno.EINVAL)
    if command in (FutexOperation.FUTEX_WAIT, FutexOperation.FUTEX_WAIT_BITSET):
        is_bitset = command == FutexOperation.FUTEX_WAIT_BITSET
        deadline_ns = _deadline(thread, timeout, operation, is_absolute=is_bitset)
        await futexes.wait(thread, address, value, deadline_ns, _bits(value3) if is_bitset else FUTEX_BITSET_MATCH_ANY)
        return 0
    if command == FutexOperation.FUTEX_WAKE:
        return futexes.wake(thread, address, value)
    if command == FutexOperation.FUTEX_WAKE_BITSET:
        return futexes.wake(thread, address, value, _bits(value3))
    if command in (FutexOperation.FUTEX_REQUEUE, FutexOperation.FUTEX_CMP_REQUEUE):
        if command == FutexOperation.FUTEX_CMP_REQUEUE and thread.memory.read_u32(address) != value3:
            raise SyscallError(Errno.EAGAIN)
        woken = futexes.wake(thread, address, value)
        return woken + futexes.requeue(thread, address, target, timeout & 0xFFFFFFFF)
    raise SyscallError(Errno.ENOSYS)


def _bits(bits: int) -> int:
    if not bits:
        raise SyscallError(Errno.EINVAL)
    return bits


def _deadline(thread: Thread, address: int, operation: int, *, is_absolute: bool) -> int | None:
    """CLOCK_MONOTONIC ns: FUTEX_WAIT has a relative timeout, FUTEX_WAIT_BITSET an absolute one."""
    if not address:
        return None
    seconds: int
    nanoseconds: int
    seconds, nanoseconds = TIMESPEC.unpack(thread.memory.read(address & 0xFFFFFFFF, TIMESPEC.size))
    if seconds < 0 or not 0 <= nanoseconds < SECOND_NS:
        raise SyscallError(Errno.EINVAL)
    clock, time_ns = thread.kernel.clock, seconds * SECOND_NS + nanoseconds
    if not is_absolute:
        return clock.monotonic_ns() + time_ns
    if operation & FUTEX_CLOCK_REALTIME:
        return clock.monotonic_ns() + time_ns - clock.realtime_ns()
    return time_ns
