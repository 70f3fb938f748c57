"""A guest process: a SIP with its ids, files, memory, signals and relatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloister.abi.resource import Resource
from cloister.libos.credentials import Credentials
from cloister.libos.limits import ProcessLimits
from cloister.libos.memory import AddressSpace
from cloister.libos.signal_state import SignalInfo, SignalState
from cloister.libos.thread import Thread
from cloister.libos.timers import Timer
from cloister.libos.wait import WaitQueue

if TYPE_CHECKING:
    from cloister.libos.files.table import FdTable
    from cloister.libos.kernel import Kernel
    from cloister.libos.vfs.context import FsContext

INIT_PID = 1
"""The parent of orphans: the LibOS itself, which reaps them at once. No guest has this pid."""


class RealTimer:
    """ITIMER_REAL, which alarm(2) shares. Few processes set it: one that did not owns nothing."""

    timer: Timer | None = None
    interval_ns = 0


class Process:
    """`parent` is None for orphans and the first process. `exit_status` is a wait status once it is dead.

    `stop_status` and `is_continued` hold a change of state that no wait has reported yet.
    """

    __slots__ = (
        "argv",
        "borrows_memory",
        "children",
        "children_changed",
        "credentials",
        "environ",
        "executable",
        "exit_signal",
        "exit_status",
        "files",
        "fs",
        "has_execed",
        "is_continued",
        "is_stopped",
        "kernel",
        "limits",
        "memory_returned",
        "nice",
        "parent",
        "pgid",
        "pid",
        "ppid",
        "real_timer",
        "sid",
        "signal_arrived",
        "signals",
        "space",
        "start_ns",
        "stop_status",
        "threads",
    )

    pid: int
    pgid: int
    sid: int
    files: FdTable
    fs: FsContext
    space: AddressSpace
    credentials: Credentials
    limits: ProcessLimits
    signals: SignalState
    executable: bytes
    nice: int

    def __init__(self, kernel: Kernel, pid: int, parent: Process | None) -> None:
        self.kernel = kernel
        self.pid = pid
        self.parent = parent
        if parent is None:
            self._begin()
        else:
            self._inherit(parent)
        self.children: dict[int, Process] = {}
        self.threads: list[Thread] = []
        self.has_execed = False
        self.exit_signal = 0
        self.exit_status: int | None = None
        self.is_stopped = False
        self.stop_status: int | None = None
        self.is_continued = False
        self.borrows_memory = False
        self.children_changed = WaitQueue()
        self.signal_arrived = WaitQueue()
        self.memory_returned = WaitQueue()
        self.real_timer = RealTimer()
        self.start_ns = kernel.recent_ns

    def _begin(self) -> None:
        """The first process."""
        self.ppid = INIT_PID
        self.pgid = self.sid = self.pid
        self.credentials = Credentials()
        self.limits = ProcessLimits()
        self.signals = SignalState()
        self.executable = b""
        self.argv: list[bytes] = []
        self.environ: list[bytes] = []
        self.nice = 0

    def _inherit(self, parent: Process) -> None:
        self.ppid = parent.pid
        self.pgid = parent.pgid
        self.sid = parent.sid
        self.credentials = parent.credentials
        self.limits = parent.limits.fork()
        self.signals = parent.signals.fork()
        self.executable = parent.executable
        self.argv = parent.argv
        self.environ = parent.environ
        self.nice = parent.nice

    @property
    def is_dead(self) -> bool:
        return self.exit_status is not None

    @property
    def thread(self) -> Thread:
        """Its only thread so far."""
        return self.threads[0]

    @property
    def state(self) -> str:
        """The letter that /proc/PID/stat shows."""
        if self.is_dead:
            return "Z"
        if self.is_stopped:
            return "T"
        return "S" if self.kernel.is_blocked(self.thread) else "R"

    def is_interested(self, signal: int) -> bool:
        """Whether sending `signal` would do anything: it is blocked, and stays pending, or not ignored."""
        return self.threads[0].context.signal_mask >> (signal - 1) & 1 != 0 or not self.signals.is_ignored(signal)

    def limit(self, resource: int) -> int:
        """A soft limit by number."""
        return self.limits.soft(Resource(resource))

    def send_signal(self, signal: int) -> None:
        """Raises `signal` on it as the kernel does (SIGPIPE, SIGHUP, ...)."""
        self.kernel.send_signal(self, SignalInfo(signal))
