"""The composition root: the only place that wires core, verifier, LibOS and host together.

with System(root=Path("build/rootfs")) as system:
    done = system.run([b"/bin/sh", b"-c", b"echo hi"], {b"PATH": b"/bin"})
done.status            # what a shell's $? would show
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.time import MILLISECOND_NS
from cloister.abi.wait import shell_status
from cloister.core import Core, Ring
from cloister.host.server import Host
from cloister.libos.errors import SyscallError
from cloister.libos.files.table import FdTable
from cloister.libos.kernel import Kernel
from cloister.libos.limits import EnclaveLimits
from cloister.libos.loader import Loader
from cloister.libos.process import Process
from cloister.libos.services import DEFAULT_BUDGET, boot
from cloister.libos.strace import Strace
from cloister.libos.vfs.walk import resolve
from cloister.verifier import fingerprint, verify

DEFAULT_PATH: Final = b"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
FORWARDED_SIGNALS: Final = frozenset(
    {signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGWINCH, signal.SIGUSR1, signal.SIGUSR2}
)
"""Host signals that go to the guests. Not SIGTSTP: Ctrl-Z stops the whole enclave, as it would any program."""


class StartError(Exception):
    """The first program could not be started. str() is one clear line, `status` what a shell's $? would be: 127 for a
    program that is not there, else 126.
    """

    def __init__(self, message: str, status: int = 126) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Done:
    """How the first process ended: its wait status as Linux encodes it, and whether the time limit ended it."""

    wait_status: int
    timed_out: bool

    @property
    def status(self) -> int:
        """What a shell's $? shows."""
        return shell_status(self.wait_status)

    @property
    def signal(self) -> int:
        """The signal that killed it, or 0."""
        return self.wait_status & 0x7F


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of an enclave so far. `unknown_syscalls`: name to how often it got ENOSYS; sizes in bytes."""

    processes: int
    processes_at_once: int
    syscalls_native: int
    syscalls_python: int
    switches: int
    faults: int
    programs_verified: int
    memory_peak_size: int
    unknown_syscalls: dict[str, int]


class System:
    """One enclave. There is at most one at a time in a host process. Close it, or use `with`."""

    def __init__(
        self,
        *,
        root: Path | None = None,
        streams: tuple[int, int, int] = (0, 1, 2),
        memory_size: int | None = None,
        process_count: int | None = None,
        slot_count: int = 4096,
        report: Callable[[str], None] = lambda _line: None,
    ) -> None:
        """`root`: a host directory shown read-only below a layer in memory; None: an empty one. `memory_size` limits
        what processes commit together and, apart from that, what files in memory hold. `report` takes one line about a
        refused program, an unsupported syscall or a bug. OSError if root cannot be opened.
        """
        self._host = Host(root, streams)
        self._core = Core(slots=slot_count)
        self._last_note: str | None = None
        self._report = report
        budget = DEFAULT_BUDGET if memory_size is None else memory_size
        self._services = boot(self._host.call, new_ring=lambda: Ring(self._core), budget=budget)
        self._loader = Loader(self._core, verify, fingerprint())
        limits = EnclaveLimits(memory_size, process_count)
        self.kernel = Kernel(self._core, self._services, self._loader, limits, self._note)
        self._services.process_table = self.kernel.processes

    def __enter__(self) -> System:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends every process and gives all memory back."""
        self.kernel.kill_all()
        self._core.close()
        self._host.close()

    def install(self, path: bytes, content: bytes, mode: int = 0o755) -> None:
        """Puts a file into the layer in memory; directories on the way are made."""
        self._services.install(path, content, mode)

    def trace(self, write: Callable[[str], None]) -> None:
        """Shows every syscall, signal and exit from now on, one line each."""
        self.kernel.trace(Strace(write))

    def run(
        self,
        argv: Sequence[bytes],
        environ: Mapping[bytes, bytes] | None = None,
        *,
        working_directory: bytes = b"/",
        timeout_s: float | None = None,
        forwards_signals: bool = False,
    ) -> Done:
        """Runs a program to its end; what it leaves running is killed. StartError if it cannot be started.

        `argv[0]` is looked up in PATH unless it has a slash. `forwards_signals`: the host's SIGINT and its like go to
        the guests meanwhile (from the main thread only).
        """
        environ = {b"PATH": DEFAULT_PATH} if environ is None else environ
        process = self._start(list(argv), environ, working_directory)
        timed_out: list[bool] = []
        if timeout_s is not None:
            deadline_ns = self._services.clock.monotonic_ns() + int(timeout_s * 1000) * MILLISECOND_NS
            self.kernel.timers.call_at(deadline_ns, lambda: self._end_by_timeout(process, timed_out))
        if not forwards_signals:
            return Done(self.kernel.run(process), bool(timed_out))
        with _forwarding(self.interrupt):
            return Done(self.kernel.run(process), bool(timed_out))

    def interrupt(self, number: int = signal.SIGINT) -> None:
        """Sends a signal to the terminal's foreground group of the guests. From any thread, or a signal handler."""
        self.kernel.post_signal(number)
        self._host.ring()

    def summary(self) -> Summary:
        counters, kernel = self._core.statistics, self.kernel
        return Summary(
            processes=kernel.processes.started_count,
            processes_at_once=kernel.processes.peak_count,
            syscalls_native=counters["syscalls_native"],
            syscalls_python=counters["syscalls_python"],
            switches=counters["switches"],
            faults=counters["faults"],
            programs_verified=self._loader.verified_count,
            memory_peak_size=kernel.limits.memory_peak,
            unknown_syscalls=dict(kernel.unknown_syscalls),
        )

    # --- starting ---

    def _note(self, line: str) -> None:
        self._last_note = line
        self._report(line)

    def _start(self, argv: list[bytes], environ: Mapping[bytes, bytes], working_directory: bytes) -> Process:
        """Tries the candidates as execvp(3) does."""
        variables = [name + b"=" + value for name, value in environ.items()]
        failure = Errno.ENOENT
        prepare = partial(self._prepare, working_directory=working_directory)
        for path in _candidates(argv[0], environ.get(b"PATH", DEFAULT_PATH)):
            self._last_note = None
            try:
                return self.kernel.start(path, argv, variables, prepare)
            except MemoryError:
                raise StartError(f"{_shown(path)}: no memory for a process") from None
            except SyscallError as error:
                if error.errno not in (Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES):
                    raise StartError(self._explain(path, error.errno)) from None
                failure = Errno.EACCES if Errno.EACCES in (error.errno, failure) else Errno.ENOENT
        raise StartError(self._explain(argv[0], failure), 127 if failure is Errno.ENOENT else 126)

    def _explain(self, path: bytes, errno: Errno) -> str:
        if self._last_note is not None:
            return self._last_note
        messages = {
            Errno.ENOENT: "not found",
            Errno.EACCES: "not executable, or not allowed",
            Errno.ENOEXEC: "not a program",
            Errno.ENOMEM: "does not fit in the enclave's memory",
            Errno.E2BIG: "arguments and environment are too long",
            Errno.EAGAIN: "the limit of processes is reached",
        }
        return f"{_shown(path)}: {messages.get(errno, errno.name)}"

    def _prepare(self, process: Process, working_directory: bytes) -> None:
        """Gives the first process its files, and its session the terminal."""
        services = self._services
        process.files = FdTable()
        services.open_standard_streams(process.files)
        process.fs = services.new_context()
        process.fs.process = process
        try:
            process.fs.cwd = resolve(process.fs, working_directory)
        except SyscallError as error:
            raise StartError(f"working directory {_shown(working_directory)}: {error.errno.name}") from None
        if services.console.stream is not None:
            services.console.acquire(process.sid, process.pgid)

    def _end_by_timeout(self, process: Process, timed_out: list[bool]) -> None:
        timed_out.append(True)
        self.kernel.lifecycle.exit_process(process, signal.SIGKILL)


@contextmanager
def _forwarding(deliver: Callable[[int], None]) -> Iterator[None]:
    """Meanwhile FORWARDED_SIGNALS go to `deliver`. The core lets Python's signal handlers run at each of its ticks."""

    def on_signal(number: int, _frame: FrameType | None) -> None:
        deliver(number)

    old = {number: signal.signal(number, on_signal) for number in FORWARDED_SIGNALS}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def _candidates(program: bytes, path: bytes) -> list[bytes]:
    if b"/" in program:
        return [program]
    return [(directory or b".") + b"/" + program for directory in path.split(b":")]


def _shown(path: bytes) -> str:
    return path.decode(errors="backslashreplace")
