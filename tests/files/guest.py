"""A guest without a core: memory in a bytearray, rings in Python, syscalls called through the table.

`Guest.call` does what a program's syscall does: bytes arguments are put into guest memory and passed by address; the
result is an int (a negative errno on error), or `Blocked` if the handler waits.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cloister.abi.errno import Errno
from cloister.abi.fcntl import PIPE_BUF
from cloister.abi.ocalls import Transport
from cloister.abi.syscalls import NUMBERS
from cloister.core import READ, Fault
from cloister.host.server import Host
from cloister.libos.clock import Clock
from cloister.libos.errors import Interrupted, SyscallError
from cloister.libos.files.table import FdTable
from cloister.libos.limits import EnclaveLimits
from cloister.libos.mappings import Mapping
from cloister.libos.services import Services, boot
from cloister.libos.syscalls import inventory
from cloister.libos.syscalls.table import TABLE
from cloister.libos.wait import Waiter, WaitQueue

inventory.load()

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

    def get(self, pid: int) -> FakeProcess | None:
        return self.by_pid.get(pid)

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
            return _negative(error)
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
            return _negative(error)
        raise AssertionError("it went on waiting")


def _negative(error: Exception) -> int:
    return -(error.errno if isinstance(error, SyscallError) else Errno.EFAULT)


class Guest:
    """One process with one thread."""

    mask = 0
    name = b"prog"

    def __init__(self, kernel: FakeKernel, pid: int = 2) -> None:
        self.kernel = kernel
        self.process = FakeProcess(kernel, pid)
        self.memory = FakeMemory()
        self.context = FakeContext()
        self.process.files.attach(self.context)  # type: ignore[arg-type]
        self.process.threads.append(self)
        kernel.processes.by_pid[pid] = self.process
        self.temporary_mask: int | None = None
        self._next = 4096

    # --- what handlers see of a thread ---

    def has_pending_signal(self) -> bool:
        return False

    def set_temporary_mask(self, mask: int) -> None:
        self.temporary_mask = mask

    # --- what tests use ---

    def buffer(self, content: bytes | int) -> int:
        """Fresh guest memory with this content, or that many bytes: its address."""
        data = bytes(content) if isinstance(content, int) else content
        address, self._next = self._next, self._next + (len(data) + 31 & ~15)
        if self._next > MEMORY_SIZE:
            raise MemoryError("the test uses too much guest memory")
        self.memory.data[address : address + len(data)] = data
        return address

    def free_buffers(self) -> None:
        """Memory of all buffers so far is used again."""
        self._next = 4096

    def call(self, name: str, *arguments: int | bytes) -> int | Blocked:
        """bytes become a NUL-terminated string in guest memory. Missing arguments are 0."""
        declaration = TABLE[NUMBERS[name]]
        values = [self.buffer(value + b"\0") if isinstance(value, bytes) else value for value in arguments]
        values += [0] * (len(declaration.kinds) - len(values))
        values = [_as_register(kind.letter, value) for kind, value in zip(declaration.kinds, values, strict=False)]
        try:
            result = declaration.handler(self, *values)
            return result if isinstance(result, int) else _start(result)
        except (SyscallError, Fault) as error:
            return _negative(error)

    def do(self, name: str, *arguments: int | bytes) -> int:
        """A call that must succeed at once."""
        result = self.call(name, *arguments)
        assert isinstance(result, int), f"{name} blocks"
        assert result >= 0, f"{name}: {Errno(-result).name}"
        return result

    def fails(self, name: str, *arguments: int | bytes) -> Errno:
        """A call that must fail at once: its errno."""
        result = self.call(name, *arguments)
        assert isinstance(result, int), f"{name} blocks"
        assert result < 0, f"{name} returned {result}"
        return Errno(-result)

    def blocks(self, name: str, *arguments: int | bytes) -> Blocked:
        result = self.call(name, *arguments)
        assert isinstance(result, Blocked), f"{name} returned {result}"
        return result

    def read(self, fd: int, size: int = 65536) -> bytes:
        free = self._next
        address = self.buffer(size)
        data = self.memory.read(address, self.do("read", fd, address, size))
        self._next = free
        return data

    def write(self, fd: int, data: bytes) -> int:
        return self.do("write", fd, self.buffer(data), len(data))

    def fork(self, pid: int) -> Guest:
        """A child with a copy of the descriptors, rings bound by the core."""
        child = Guest(self.kernel, pid)
        child.context.bindings = dict(self.context.bindings)
        child.process.files = self.process.files.fork(child.context)  # type: ignore[arg-type]
        child.process.fs = self.process.fs.fork(child.process)
        child.process.pgid, child.process.sid = self.process.pgid, self.process.sid
        return child

    def pipe(self, flags: int = 0) -> tuple[int, int]:
        address = self.buffer(8)
        self.do("pipe2", address, flags)
        read_end, write_end = struct.unpack("<ii", self.memory.read(address, 8))
        return read_end, write_end

    def put(self, path: bytes, content: bytes, mode: int = 0o644) -> None:
        """A file with this content."""
        fd = self.do("creat", path, mode)
        self.write(fd, content)
        self.do("close", fd)

    def get(self, path: bytes) -> bytes:
        """A file's content."""
        fd = self.do("open", path)
        content = self.read(fd)
        self.do("close", fd)
        return content

    def names(self, path: bytes) -> set[bytes]:
        """What getdents64 lists, without the dots."""
        fd, size = self.do("open", path), 4096
        found: set[bytes] = set()
        while count := self.do("getdents64", fd, buffer := self.buffer(size), size):
            packed = self.memory.read(buffer, count)
            while packed:
                length = int.from_bytes(packed[16:18], "little")
                found.add(packed[19:length].split(b"\0")[0])
                packed = packed[length:]
        self.do("close", fd)
        return found - {b".", b".."}

    def mode_of(self, path: bytes) -> int:
        address = self.buffer(144)
        self.do("lstat", path, address)
        return self.memory.read_u32(address + 24)

    def size_of(self, path: bytes) -> int:
        address = self.buffer(144)
        self.do("lstat", path, address)
        return self.memory.read_u64(address + 48)


def _as_register(letter: str, value: int) -> int:
    """What the core makes of a register for this letter of a signature."""
    bits = 64 if letter in "lq" else 32
    value &= (1 << bits) - 1
    return value - (1 << bits) if letter in "il" and value >> (bits - 1) else value


def _start(coroutine: Coroutine[Any, Any, Any]) -> int | Blocked:
    try:
        return Blocked(coroutine)
    except StopIteration as finished:
        return int(finished.value)


def new_kernel(transport: Transport) -> FakeKernel:
    services = boot(transport, new_ring=lambda: FakeRing(Services.on_ring))  # type: ignore[arg-type,return-value]
    return FakeKernel(services)


def new_host(root: Path | None, streams: tuple[int, int, int] = (-1, -1, -1)) -> Host:
    return Host(root, streams)
