"""What the files part asks of a thread and of its process: all that its handlers use of the rest of the LibOS."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from cloister.libos.wait import WaitQueue

if TYPE_CHECKING:
    from cloister.libos.clock import Clock
    from cloister.libos.files.table import FdTable
    from cloister.libos.services import Services
    from cloister.libos.vfs.context import FsContext


class Memory(Protocol):
    """The part of core.Slot that handlers use. Each method raises core.Fault where the guest may not go."""

    def read(self, address: int, size: int, /) -> bytes: ...
    def write(self, address: int, data: bytes, /) -> None: ...
    def read_cstring(self, address: int, max_size: int, /) -> bytes | None: ...
    def read_u32(self, address: int, /) -> int: ...
    def read_u64(self, address: int, /) -> int: ...
    def read_words(self, address: int, count: int, /) -> tuple[int, ...]: ...
    def write_u32(self, address: int, value: int, /) -> None: ...
    def write_u64(self, address: int, value: int, /) -> None: ...


class HostWaits(Protocol):
    """Who wants to know when a stream of the host is ready."""

    def queue(self, stream: int, events: int, /) -> WaitQueue: ...


class CallerProcesses(Protocol):
    def group(self, pgid: int, /) -> Iterable[CallerProcess]: ...


class CallerKernel(Protocol):
    @property
    def services(self) -> Services: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def host_waits(self) -> HostWaits: ...
    @property
    def processes(self) -> CallerProcesses: ...


class CallerProcess(Protocol):
    pid: int
    pgid: int
    sid: int
    files: FdTable
    fs: FsContext
    credentials: Any
    signals: Any

    def limit(self, resource: int, /) -> int: ...
    def send_signal(self, signal: int, /) -> None: ...


class Caller(Protocol):
    """A thread in a syscall."""

    @property
    def memory(self) -> Memory: ...
    @property
    def process(self) -> CallerProcess: ...
    @property
    def kernel(self) -> CallerKernel: ...
    @property
    def mask(self) -> int: ...
    def set_temporary_mask(self, mask: int, /) -> None: ...
