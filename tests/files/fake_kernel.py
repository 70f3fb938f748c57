"""What a guest without a core runs in: memory in a bytearray, rings in Python, virtual time, no scheduler."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from cloister.abi.errno import Errno
from cloister.abi.fcntl import PIPE_BUF
from cloister.core import READ, Fault
from cloister.libos.clock import Clock
from cloister.libos.errors import Interrupted, SyscallError
from cloister.libos.files.table import FdTable
from cloister.libos.limits import EnclaveLimits
from cloister.libos.mappings import Mapping
from cloister.libos.services import Services
from cloister.libos.wait import Waiter, WaitQueue

MEMORY_SIZE = 4 << 20
WILD = 0xDEAD0000
"""An address outside of every guest's memory."""


class FakeMemory:
    """The part of core.Slot that handlers use."""

    def __init__(self) -> None:
        self.data = bytearray(MEMORY_SIZE)

    def _check(self, address: int, size: int) -> int:
        address &= 0xFFFFFFFF
        if address + size > MEMORY_SIZE or (address < 4096 and size):
            raise Fault(address, size)
        return address

    def read(self, address: int, size: int) -> bytes:
        address = self._check(address, size)
        return bytes(self.data[address : address + size])

    def write(self, address: int, data: bytes) -> None:
        address = self._check(address, len(data))
        self.data[address : address + len(data)] = data

    def read_cstring(self, address: int, max_size: int) -> bytes | None:
        address = self._check(address, 1)
        end = self.data.find(b"\0", address, address + max_size)
        return None if end < 0 else bytes(self.data[address:end])

    def read_u32(self, address: int) -> int:
        return int.from_bytes(self.read(address, 4), "little")

    def read_u64(self, address: int) -> int:
        return int.from_bytes(self.read(address, 8), "little")

    def read_words(self, address: int, count: int) -> tuple[int, ...]:
        return struct.unpack(f"<{count}Q", self.read(address, 8 * count))

    def write_u32(self, address: int, value: int) -> None:
        self.write(address, value.to_bytes(4, "little"))

    def write_u64(self, address: int, value: int) -> None:
        self.write(address, value.to_bytes(8, "little"))

    def resident_size(self) -> int:
        return 65536


class FakeRing:
    """core.Ring without native readers and writers."""

    def __init__(self, on_ring: Callable[[Any], None], capacity: int = 65536) -> None:
        self._on_ring = on_ring
        self._data = bytearray()
        self.capacity = capacity
        self.readers = 0
        self.writers = 0
        self.watched = False
        self.owner: Any = None

    @property
    def used(self) -> int:
        return len(self._data)

    def read(self, size: int) -> bytes:
        data = bytes(self._data[:size])
        del self._data[:size]
        self._changed()
        return data

    def write(self, data: bytes) -> int:
        room = self.capacity - len(self._data)
        if len(data) <= PIPE_BUF and len(data) > room:
            return 0
        self._data += data[:room]
        self._changed()
        return min(len(data), room)

    def _changed(self) -> None:
        if self.watched:
            self._on_ring(self)


@dataclass
class FakeContext:
    """core.Context's bindings: descriptor to (ring, mode)."""

    bindings: dict[int, tuple[Any, int]] = field(default_factory=dict)

    def bind_ring(self, fd: int, ring: Any, mode: int) -> None:
        assert fd not in self.bindings
        self.bindings[fd] = (ring, mode)

    def unbind_fd(self, fd: int) -> None:
        self.bindings.pop(fd, None)

    def reads(self, fd: int) -> bool:
        return fd in self.bindings and self.bindings[fd][1] == READ


@dataclass
class FakeCredentials:
    uid: int = 0
    euid: int = 0
    suid: int = 0
    gid: int = 0
    egid: int = 0
    sgid: int = 0
    groups: tuple[int, ...] = ()


@dataclass
class FakeSignals:
    ignored: set[int] = field(default_factory=set)

    def is_ignored(self, signal: int) -> bool:
        return signal in self.ignored


class FakeHostWaits:
    def __init__(self) -> None:
        self.queues: dict[tuple[int, int], WaitQueue] = {}

    def queue(self, stream: int, events: int) -> WaitQueue:
        return self.queues.setdefault((stream, events), WaitQueue())

    def wake_all(self) -> None:
        for queue in self.queues.values():
            queue.wake_all()


class FakeClock(Clock):
    """Virtual time: moves only when told to."""

    now_ns = 1_700_000_000_000_000_000

    def __init__(self) -> None:
        pass

    def monotonic_ns(self) -> int:
        return self.now_ns

    def realtime_ns(self) -> int:
        return self.now_ns


@dataclass
class FakeSpace:
    """libos.memory.AddressSpace as procfs sees it."""

    size: int = 1 << 20
    floor: int = 0x500000
    data_start: int = 0xD00000
    brk_start: int = 0xD01000
    brk_end: int = 0xD02010
    mappings: tuple[Mapping, ...] = (Mapping(0xFFFE0000, 0xFFFF0000, 3, b"map"),)


class FakeProcess:
    is_dead = False
    state = "R"
    start_ns = 0
    executable = b"/bin/prog"

    def __init__(self, kernel: FakeKernel, pid: int) -> None:
        self.kernel = kernel
        self.pid = self.pgid = self.sid = pid
        self.ppid = 1
        self.files = FdTable()
        self.fs = kernel.services.new_context()
        self.fs.process = self
        self.credentials = FakeCredentials()
        self.signals = FakeSignals()
        self.space = FakeSpace()
        self.argv = [b"prog", b"arg"]
        self.environ = [b"A=B"]
        self.threads: list[Any] = []
        self.sent: Counter[int] = Counter()
        self.limits: dict[int, int] = {}

    def limit(self, resource: int) -> int:
        return self.limits.get(resource, (1 << 64) - 1)

    def send_signal(self, signal: int) -> None:
        self.sent[int(signal)] += 1


class FakeProcesses:
    def __init__(self) -> None:
        self.by_pid: dict[int, FakeProcess] = {}

    def all(self) -> list[FakeProcess]:
        return list(self.by_pid.values())

    def group(self, pgid: int) -> list[FakeProcess]:
        return [process for process in self.all() if process.pgid == pgid]


class FakeKernel:
    def __init__(self, services: Services) -> None:
        self.services = services
        self.clock = services.clock = FakeClock()
        self.limits = EnclaveLimits()
        self.host_waits = FakeHostWaits()
        self.processes = FakeProcesses()
        services.process_table = self.processes  # type: ignore[assignment]


class Blocked:
    """A handler that waits."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._coroutine = coroutine
        self.is_woken = False
        self._park(coroutine.send(None))

    def _park(self, waiter: Waiter) -> None:
        self.deadline_ns = waiter.deadline_ns
        self._waiter = waiter
        waiter.on_ready = self._on_ready

    def _on_ready(self, _waiter: Waiter) -> None:
        self.is_woken = True

    def resume(self) -> int | Blocked:
        """Runs on after a wake, as the kernel does."""
        assert self.is_woken, "nothing has woken it"
        self.is_woken = False
        try:
            self._park(self._coroutine.send(None))
        except StopIteration as finished:
            return int(finished.value)
        except (SyscallError, Fault) as error:
            return negative(error)
        return self

    def time_out(self) -> int | Blocked:
        """Its deadline passes."""
        self._waiter.wake(None)
        return self.resume()

    def interrupt(self) -> int:
        """A signal arrives."""
        try:
            self._coroutine.throw(Interrupted())
        except StopIteration as finished:
            return int(finished.value)
        except SyscallError as error:
            return negative(error)
        raise AssertionError("it went on waiting")


def negative(error: Exception) -> int:
    return -(error.errno if isinstance(error, SyscallError) else Errno.EFAULT)
