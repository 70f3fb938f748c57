"""alarm(2), setitimer(2), getitimer(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.itimer import ITIMERVAL, IntervalTimer
from cloister.abi.signal import Signal
from cloister.abi.time import MICROSECOND_NS, SECOND_NS
from cloister.libos.errors import SyscallError
from cloister.libos.process import Process
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

_NOTE: Final = "ITIMER_REAL only: ITIMER_VIRTUAL and ITIMER_PROF are EINVAL"
_MICROSECONDS: Final = 1_000_000


@syscall("alarm", Kind.UINT)
def alarm(thread: Thread, seconds: int) -> int:
    left_ns = _arm(thread.process, seconds * SECOND_NS, 0)[0]
    return -(-left_ns // SECOND_NS)


@syscall("setitimer", Kind.INT, Kind.POINTER, Kind.POINTER, support=Support.PARTIAL, note=_NOTE)
def setitimer(thread: Thread, which: int, new_address: int, old_address: int) -> int:
    _check_kind(which)
    new = ITIMERVAL.unpack(thread.memory.read(new_address, ITIMERVAL.size)) if new_address else (0, 0, 0, 0)
    interval_ns, value_ns = _from_timeval(*new[:2]), _from_timeval(*new[2:])
    old = _arm(thread.process, value_ns, interval_ns)
    if old_address:
        thread.memory.write(old_address, _pack(*old))
    return 0


@syscall("getitimer", Kind.INT, Kind.POINTER, support=Support.PARTIAL, note=_NOTE)
def getitimer(thread: Thread, which: int, address: int) -> int:
    _check_kind(which)
    thread.memory.write(address, _pack(*_left(thread.process)))
    return 0


def _check_kind(which: int) -> None:
    if which != IntervalTimer.ITIMER_REAL:
        raise SyscallError(Errno.EINVAL)


def _from_timeval(seconds: int, microseconds: int) -> int:
    if seconds < 0 or not 0 <= microseconds < _MICROSECONDS:
        raise SyscallError(Errno.EINVAL)
    return seconds * SECOND_NS + microseconds * MICROSECOND_NS


def _pack(value_ns: int, interval_ns: int) -> bytes:
    interval, value = divmod(interval_ns, SECOND_NS), divmod(value_ns, SECOND_NS)
    return ITIMERVAL.pack(interval[0], interval[1] // MICROSECOND_NS, value[0], value[1] // MICROSECOND_NS)


def _left(process: Process) -> tuple[int, int]:
    """(time left, interval) in ns; 0 left means disarmed."""
    real = process.real_timer
    if real.timer is None or real.timer.callback is None:
        return 0, real.interval_ns
    return max(real.timer.deadline_ns - process.kernel.clock.monotonic_ns(), 1), real.interval_ns


def _arm(process: Process, value_ns: int, interval_ns: int) -> tuple[int, int]:
    """Sets the timer (0: disarms it) and returns what `_left` said before."""
    old = _left(process)
    real = process.real_timer
    if real.timer is not None:
        real.timer.cancel()
    real.interval_ns = interval_ns
    real.timer = None
    if value_ns:
        _arm_at(process, process.kernel.clock.monotonic_ns() + value_ns)
    return old


def _arm_at(process: Process, deadline_ns: int) -> None:
    process.real_timer.timer = process.kernel.timers.call_at(deadline_ns, lambda: _expire(process, deadline_ns))


def _expire(process: Process, deadline_ns: int) -> None:
    """SIGALRM; an interval timer counts from its deadline, so that it does not drift, and skips what it missed."""
    interval_ns = process.real_timer.interval_ns
    if interval_ns:
        now_ns = process.kernel.clock.monotonic_ns()
        missed = max(now_ns - deadline_ns, 0) // interval_ns
        _arm_at(process, deadline_ns + (missed + 1) * interval_ns)
    process.send_signal(Signal.SIGALRM)
