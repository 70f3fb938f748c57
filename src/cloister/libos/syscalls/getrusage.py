"""getrusage(2), times(2)."""

from __future__ import annotations

import struct
from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.itimer import TICKS_PER_SECOND
from cloister.abi.resource import UsageOf
from cloister.abi.time import SECOND_NS, pack_timeval
from cloister.libos.errors import SyscallError
from cloister.libos.process import Process
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

RUSAGE_SIZE: Final = 144
_TMS: Final = struct.Struct("<qqqq")
_NOTE: Final = "CPU time is the whole enclave's so far, all of it user time; children's is not counted"


@syscall("getrusage", Kind.INT, Kind.POINTER, support=Support.PARTIAL, note=_NOTE)
def getrusage(thread: Thread, who: int, address: int) -> int:
    if who not in UsageOf._value2member_map_:
        raise SyscallError(Errno.EINVAL)
    usage = bytes(RUSAGE_SIZE) if who == UsageOf.RUSAGE_CHILDREN else pack_usage(thread.process)
    thread.memory.write(address, usage)
    return 0


@syscall("times", Kind.POINTER, support=Support.PARTIAL, note=_NOTE)
def times(thread: Thread, address: int) -> int:
    if address:
        ticks = cpu_time_ns(thread.process) * TICKS_PER_SECOND // SECOND_NS
        thread.memory.write(address, _TMS.pack(ticks, 0, 0, 0))
    return thread.kernel.clock.monotonic_ns() * TICKS_PER_SECOND // SECOND_NS


def cpu_time_ns(process: Process) -> int:
    """CPU time of the enclave: differences are exact for a process that runs alone. The core does not split it yet."""
    return process.kernel.cpu_time_ns()


def pack_usage(process: Process) -> bytes:
    """struct rusage: times only."""
    return (pack_timeval(cpu_time_ns(process))).ljust(RUSAGE_SIZE, b"\0")
