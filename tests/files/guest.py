"""A guest without a core: syscalls called through the table, in the process that `fake_kernel` makes.

`Guest.call` does what a program's syscall does: bytes arguments are put into guest memory and passed by address; the
result is an int (a negative errno on error), or `Blocked` if the handler waits.
"""

from __future__ import annotations

import struct
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from fake_kernel import MEMORY_SIZE, WILD, Blocked, FakeContext, FakeKernel, FakeMemory, FakeProcess, FakeRing, negative

from cloister.abi.errno import Errno
from cloister.abi.ocalls import Transport
from cloister.abi.syscalls import NUMBERS
from cloister.core import Fault
from cloister.host.server import Host
from cloister.libos.errors import SyscallError
from cloister.libos.services import Services, boot
from cloister.libos.syscalls import inventory
from cloister.libos.syscalls.table import TABLE

__all__ = ["WILD", "Blocked", "FakeKernel", "Guest", "new_host", "new_kernel"]

inventory.load()


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
            return negative(error)

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
