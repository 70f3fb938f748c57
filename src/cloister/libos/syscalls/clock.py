"""clock_gettime(2), clock_getres(2), clock_nanosleep(2), nanosleep(2), gettimeofday(2), time(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.time import (
    CLOCK_BOOTTIME,
    CLOCK_MONOTONIC,
    CLOCK_MONOTONIC_COARSE,
    CLOCK_MONOTONIC_RAW,
    CLOCK_PROCESS_CPUTIME_ID,
    CLOCK_REALTIME,
    CLOCK_REALTIME_COARSE,
    CLOCK_TAI,
    CLOCK_THREAD_CPUTIME_ID,
    SECOND_NS,
    TIMER_ABSTIME,
    TIMESPEC,
    pack_timespec,
    pack_timeval,
)
from cloister.libos.errors import Interrupted, SyscallError
from cloister.libos.syscalls.getrusage import cpu_time_ns
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread
from cloister.libos.wait import wait

_REALTIME: Final = frozenset({CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_TAI})
_MONOTONIC: Final = frozenset({CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME})
_CPU: Final = frozenset({CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID})
_FOREVER_NS: Final = 1 << 62
_CPU_NOTE: Final = "CPU-time clocks count the whole enclave"


@syscall("clock_gettime", Kind.INT, Kind.POINTER, support=Support.PARTIAL, note=_CPU_NOTE)
def clock_gettime(thread: Thread, clock: int, address: int) -> int:
    thread.memory.write(address, pack_timespec(_read_clock(thread, clock)))
    return 0


def _read_clock(thread: Thread, clock: int) -> int:
    if clock in _MONOTONIC:
        return thread.kernel.clock.monotonic_ns()
    if clock in _REALTIME:
        return thread.kernel.clock.realtime_ns()
    if clock in _CPU:
        return cpu_time_ns(thread.process)
    raise SyscallError(Errno.EINVAL)


@syscall("clock_getres", Kind.INT, Kind.POINTER)
def clock_getres(thread: Thread, clock: int, address: int) -> int:
    if clock not in _MONOTONIC | _REALTIME | _CPU:
        raise SyscallError(Errno.EINVAL)
    if address:
        thread.memory.write(address, pack_timespec(1))
    return 0


@syscall("clock_settime", Kind.INT, Kind.POINTER, support=Support.PARTIAL, note="EPERM: the clock is the host's")
def clock_settime(_thread: Thread, clock: int, _address: int) -> int:
    raise SyscallError(Errno.EPERM if clock == CLOCK_REALTIME else Errno.EINVAL)


@syscall("gettimeofday", Kind.POINTER, Kind.POINTER)
def gettimeofday(thread: Thread, address: int, zone_address: int) -> int:
    if address:
        thread.memory.write(address, pack_timeval(thread.kernel.clock.realtime_ns()))
    if zone_address:
        thread.memory.write(zone_address, bytes(8))
    return 0


@syscall("time", Kind.POINTER)
def time(thread: Thread, address: int) -> int:
    seconds = thread.kernel.clock.realtime_ns() // SECOND_NS
    if address:
        thread.memory.write_u64(address, seconds)
    return seconds


@syscall("nanosleep", Kind.POINTER, Kind.POINTER)
async def nanosleep(thread: Thread, wanted_address: int, left_address: int) -> int:
    duration_ns = _read_time(thread, wanted_address)
    return await _sleep(thread, thread.kernel.clock.monotonic_ns() + duration_ns, left_address)


@syscall(
    "clock_nanosleep",
    Kind.INT,
    Kind.FLAGS,
    Kind.POINTER,
    Kind.POINTER,
    support=Support.PARTIAL,
    note="no CPU-time clocks; an absolute real-time sleep does not notice that the clock was set",
)
async def clock_nanosleep(thread: Thread, clock: int, flags: int, wanted_address: int, left_address: int) -> int:
    if clock not in _MONOTONIC | _REALTIME or flags & ~TIMER_ABSTIME:
        raise SyscallError(Errno.EINVAL)
    time_ns = _read_time(thread, wanted_address)
    now_ns = thread.kernel.clock.monotonic_ns()
    if not flags & TIMER_ABSTIME:
        return await _sleep(thread, now_ns + time_ns, left_address)
    deadline_ns = now_ns + time_ns - _read_clock(thread, clock)
    return await _sleep(thread, deadline_ns, 0)


def _read_time(thread: Thread, address: int) -> int:
    seconds: int
    nanoseconds: int
    seconds, nanoseconds = TIMESPEC.unpack(thread.memory.read(address, TIMESPEC.size))
    if seconds < 0 or not 0 <= nanoseconds < SECOND_NS:
        raise SyscallError(Errno.EINVAL)
    return min(seconds * SECOND_NS + nanoseconds, _FOREVER_NS)


async def _sleep(thread: Thread, deadline_ns: int, left_address: int) -> int:
    """Until CLOCK_MONOTONIC shows `deadline_ns`; after a signal the rest goes to `left_address`."""
    clock = thread.kernel.clock
    try:
        while clock.monotonic_ns() < deadline_ns:
            await wait(deadline_ns=deadline_ns)
    except Interrupted:
        if left_address:
            thread.memory.write(left_address, pack_timespec(max(deadline_ns - clock.monotonic_ns(), 0)))
        raise
    return 0
