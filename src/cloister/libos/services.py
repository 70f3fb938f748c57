"""What the files part of the LibOS offers to the rest: the enclave's mounts, streams and clock, made by `boot`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_RDWR
from cloister.abi.ocalls import Transport
from cloister.abi.stat import S_IFREG
from cloister.libos.clock import Clock
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.files.fifo import Fifos
from cloister.libos.files.pipe import NewRing, PipeFs, on_ring
from cloister.libos.files.stream import Stream, StreamInode, stream_dentry
from cloister.libos.files.table import FdTable
from cloister.libos.files.terminal import Console, Terminal, is_terminal
from cloister.libos.fs.devfs import new_devfs
from cloister.libos.fs.hostfs import HostFs
from cloister.libos.fs.overlay import OverlayFs
from cloister.libos.fs.procfs import new_procfs
from cloister.libos.fs.ramfs import RamFs
from cloister.libos.ocall import Host
from cloister.libos.vfs.context import FsContext
from cloister.libos.vfs.inode import Inode
from cloister.libos.vfs.namespace import Namespace
from cloister.libos.vfs.walk import resolve, walk

if TYPE_CHECKING:
    from cloister.libos.process import Process
    from cloister.libos.process_table import ProcessTable

DEFAULT_BUDGET = 1 << 30
"""Bytes that files in memory may use."""


class Services:
    """One for an enclave. `anonymous_fs` holds inodes without a path: streams and memfds."""

    on_ring = staticmethod(on_ring)

    def __init__(self, transport: Transport, new_ring: NewRing, budget: int = DEFAULT_BUDGET) -> None:
        self.host = Host(transport)
        self.clock = Clock(self.host)
        self.new_ring = new_ring
        self.fifos = Fifos(new_ring)
        self.console = Console(self.host)
        self.anonymous_fs = RamFs(self.clock.realtime_ns, budget)
        self.pipe_fs = PipeFs(self.clock.realtime_ns())
        self.namespace = Namespace(_root(self.host, self.clock.realtime_ns, budget))
        self.process_table: ProcessTable | None = None
        """Set by the kernel: what procfs shows."""
        self._booted_ns = self.clock.monotonic_ns()

    # --- for procfs ---

    def processes(self) -> Iterable[Process]:
        return self.process_table.all() if self.process_table is not None else ()

    def uptime_ns(self) -> int:
        return self.clock.monotonic_ns() - self._booted_ns

    # --- for the composition root ---

    def new_context(self) -> FsContext:
        """For the first process: root and working directory are `/`."""
        return self.namespace.new_context()

    def install(self, path: bytes, data: bytes, mode: int = 0o755) -> None:
        """Puts a file into the memory layer; directories on the way are made, a file that is there is replaced."""
        directory, _slash, name = path.rpartition(b"/")
        parent = self.namespace.make_directories(directory) if directory.strip(b"/") else self.namespace.root
        target = walk(self.new_context(), name, start=parent)
        if target.dentry is None:
            target.parent.add(name, parent.inode.create(name, S_IFREG | mode))
        inode = resolve(self.new_context(), name, start=parent).inode
        inode.truncate(0)
        inode.write_at(0, data)
        inode.set_mode(mode)

    def open_standard_streams(self, files: FdTable) -> None:
        """stdin, stdout and stderr as descriptors 0, 1, 2; one that the host has closed stays closed."""
        for stream in range(3):
            description = self._open_stream(stream)
            if description is not None:
                files.install_at(stream, description)

    def _open_stream(self, stream: int) -> Description | None:
        if is_terminal(self.host, stream):
            # the place is /dev/pts/0, so that ttyname(3) finds it; the stream is the one that was given
            dentry = resolve(self.new_context(), b"/dev/pts/0")
            description = Terminal(dentry.inode, dentry, O_RDWR)  # type: ignore[arg-type]
            description.stream = stream
            return description
        try:
            facts = self.host.stream_stat(stream)
        except SyscallError as error:
            if error.errno is Errno.EBADF:
                return None
            raise
        inode = StreamInode(self.anonymous_fs, self.host, stream, facts)
        return Stream(inode, stream_dentry(inode), O_RDWR)


def _root(host: Host, now_ns: Callable[[], int], budget: int) -> Inode:
    """The overlay over the host's root directory; an empty file system if there is none."""
    try:
        lower = HostFs(host).root()
    except SyscallError as error:
        if error.errno is not Errno.ENOENT:
            raise
        return RamFs(now_ns, budget).new_root()
    return OverlayFs(now_ns, budget).root(lower)


def boot(transport: Transport, new_ring: NewRing, budget: int = DEFAULT_BUDGET) -> Services:
    """Mounts `/`, /dev and /proc, and makes /tmp. SyscallError if the host's root cannot be used."""
    services = Services(transport, new_ring, budget)
    namespace = services.namespace
    for path in (b"/dev", b"/proc"):
        namespace.make_directories(path)
    namespace.mount(b"/dev", new_devfs(services.host, services.console, services.clock.realtime_ns))
    namespace.mount(b"/proc", new_procfs(services))
    namespace.make_directories(b"/tmp", 0o1777)
    return services
