"""The top of /proc: processes, and the files about the whole system."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cloister.libos.fs.procfs.nodes import Folder, Link, ProcFs, Text
from cloister.libos.fs.procfs.process import ProcessFolder, mounts_text
from cloister.libos.limits import EnclaveLimits
from cloister.libos.syscalls.sysinfo import UNLIMITED_MEMORY_SIZE
from cloister.libos.vfs.context import FsContext
from cloister.libos.vfs.inode import Inode

if TYPE_CHECKING:
    from cloister.libos.services import Services

_SECOND_NS = 1_000_000_000
_CPU_COUNT = 1


class _Root:
    """Makes the files of /proc itself."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._file_system = ProcFs(services.clock.realtime_ns)

    def folder(self) -> Inode:
        return Folder(self._file_system, self._names, self._make)

    def _texts(self) -> dict[bytes, Callable[[], bytes]]:
        return {
            b"meminfo": self._meminfo,
            b"cpuinfo": _cpuinfo,
            b"uptime": self._uptime,
            b"loadavg": self._loadavg,
            b"stat": self._stat,
            b"version": lambda: b"Linux version 6.1.0-cloister (cloister) #1 SMP\n",
            b"filesystems": lambda: b"nodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\nnodev\toverlay\n",
        }

    def _names(self) -> list[bytes]:
        pids = sorted(process.pid for process in self._services.processes())
        return [*(b"%d" % pid for pid in pids), b"self", b"mounts", *self._texts()]

    def _make(self, name: bytes) -> Inode | None:
        if name.isdigit():
            found = [process for process in self._services.processes() if b"%d" % process.pid == name]
            return ProcessFolder(self._file_system, self._services, found[0]).folder() if found else None
        if name == b"self":
            return Link(self._file_system, _self)
        if name == b"mounts":
            return Text(self._file_system, lambda: mounts_text(self._services))
        produce = self._texts().get(name)
        return Text(self._file_system, produce) if produce is not None else None

    def _meminfo(self) -> bytes:
        total, free = self._memory_sizes()
        rows = [(b"MemTotal", total), (b"MemFree", free), (b"MemAvailable", free), (b"Buffers", 0), (b"Cached", 0)]
        rows += [(b"SwapCached", 0), (b"Active", total - free), (b"Inactive", 0), (b"Shmem", 0), (b"Slab", 0)]
        rows += [(b"SReclaimable", 0), (b"SwapTotal", 0), (b"SwapFree", 0)]
        return b"".join(b"%-16s%8d kB\n" % (name + b":", size // 1024) for name, size in rows)

    def _memory_sizes(self) -> tuple[int, int]:
        """Total and free bytes, as sysinfo(2) tells them."""
        limits = next((process.kernel.limits for process in self._services.processes()), EnclaveLimits())
        total = limits.memory_size or UNLIMITED_MEMORY_SIZE
        return total, max(total - limits.memory_used, 0)

    def _uptime(self) -> bytes:
        seconds = self._services.uptime_ns() / _SECOND_NS
        return b"%.2f %.2f\n" % (seconds, 0.0)

    def _loadavg(self) -> bytes:
        processes = list(self._services.processes())
        running = sum(process.state == "R" for process in processes)
        last = max((process.pid for process in processes), default=0)
        return b"0.00 0.00 0.00 %d/%d %d\n" % (running, len(processes), last)

    def _stat(self) -> bytes:
        started = (self._services.clock.realtime_ns() - self._services.uptime_ns()) // _SECOND_NS
        processes = list(self._services.processes())
        running = sum(process.state == "R" for process in processes)
        cpu = b"0 0 0 0 0 0 0 0 0 0\n"
        return b"cpu  %scpu0 %sctxt 0\nbtime %d\nprocesses %d\nprocs_running %d\nprocs_blocked 0\n" % (
            cpu,
            cpu,
            started,
            len(processes),
            running,
        )


def _self(context: FsContext | None) -> bytes:
    process = context.process if context is not None else None
    return b"%d" % process.pid if process is not None else b""


def _cpuinfo() -> bytes:
    rows = [
        b"processor\t: %d",
        b"vendor_id\t: Cloister",
        b"model name\t: SFI-isolated x86-64",
        b"flags\t\t: fpu sse sse2 cx8",
    ]
    return b"".join(b"\n".join(rows) % number + b"\n\n" for number in range(_CPU_COUNT))


def new_procfs(services: Services) -> Inode:
    """The root directory."""
    return _Root(services).folder()
