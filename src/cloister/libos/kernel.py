"""The LibOS's centre: wires the core's handlers to the syscall table, and runs guests until the first process ends.

Loop: let the core run contexts; resume coroutines that became ready and fire timers; when nothing can run, wait for the
host by one OCALL. All of it happens on one host thread; `post_signal` alone may be called from others.
"""

from __future__ import annotations

import traceback
from collections import Counter, deque
from collections.abc import Callable
from types import CodeType, CoroutineType
from typing import Any, Final

from cloister.abi.errno import Errno
from cloister.abi.signal import Signal
from cloister.abi.syscalls import NAMES
from cloister.abi.time import CLOCK_PROCESS_CPUTIME_ID, MILLISECOND_NS, SECOND_NS
from cloister.core import Core, Fault
from cloister.libos.errors import SyscallError
from cloister.libos.execution import Execution
from cloister.libos.futex import FutexTable
from cloister.libos.host_waits import HostWaits
from cloister.libos.initial_stack import StartArguments
from cloister.libos.lifecycle import Lifecycle
from cloister.libos.limits import EnclaveLimits
from cloister.libos.loader import Loader
from cloister.libos.parking import Parking
from cloister.libos.process import Process
from cloister.libos.process_table import ProcessTable
from cloister.libos.services import Services
from cloister.libos.signal_state import SignalInfo
from cloister.libos.signals import Signals
from cloister.libos.strace import Strace
from cloister.libos.syscalls import inventory
from cloister.libos.syscalls.table import TABLE, Syscall
from cloister.libos.thread import Thread
from cloister.libos.timers import TimerQueue

BUSY_POLL_NS: Final = 10 * MILLISECOND_NS
"""How often the host's streams are looked at while guests compute."""
CLOCK_AGE_NS: Final = SECOND_NS
"""How old `Kernel.recent_ns` gets while guests compute."""

_RANDOM_RESERVE_SIZE: Final = 512

inventory.load()


class Kernel:
    """`report` takes one line about something the owner should know: a refused program, a bug in a handler."""

    def __init__(
        self, core: Core, services: Services, loader: Loader, limits: EnclaveLimits, report: Callable[[str], None]
    ) -> None:
        self.core = core
        self.services = services
        self.clock = services.clock
        self.limits = limits
        self.recent_ns = self.clock.monotonic_ns()
        """CLOCK_MONOTONIC, at most about CLOCK_AGE_NS ago: for what is not worth an OCALL, such as start times."""
        self.timers = TimerQueue(core.kick)
        self.futexes = FutexTable()
        self.host_waits = HostWaits(services.host)
        self.processes = ProcessTable(limits.process_count)
        self.unknown_syscalls: Counter[str] = Counter()
        self.hostname = b"cloister"
        self.domain_name = b"(none)"
        self._report = report
        self._random_reserve = b""
        self._posted: deque[int] = deque()
        self._restarting: set[CodeType] = set()
        self.parking = Parking(core, self.timers, self._restarts, self._on_error)
        self.lifecycle = Lifecycle(self.processes, self.parking)
        self.signals = Signals(self.parking, self.lifecycle.exit_process)
        self.execution = Execution(core, loader, self.lifecycle, limits, self.random_bytes, report)
        self._register()

    # --- what handlers use ---

    def send_signal(self, process: Process, info: SignalInfo) -> bool:
        """False if the queue of a real-time signal is full."""
        return self.signals.send(process, info)

    def random_bytes(self, size: int) -> bytes:
        """Fresh random bytes. Small wishes are served from a reserve, each byte of it once: an OCALL costs more."""
        if size > _RANDOM_RESERVE_SIZE:
            return self.services.host.random(size)
        if len(self._random_reserve) < size:
            self._random_reserve = self.services.host.random(_RANDOM_RESERVE_SIZE)
        taken, self._random_reserve = self._random_reserve[:size], self._random_reserve[size:]
        return taken

    def cpu_time_ns(self) -> int:
        """CPU time of the whole enclave so far."""
        return self.services.host.clock_read(CLOCK_PROCESS_CPUTIME_ID)

    def is_blocked(self, thread: Thread) -> bool:
        """Whether it waits for something, in a coroutine or in a ring."""
        return self.parking.is_parked(thread) or thread.context.is_blocked_in_ring()

    # --- running ---

    def post_signal(self, signal: int) -> None:
        """The host got a signal for the guests (Ctrl-C). From any thread; the caller rings the host's doorbell, too."""
        self._posted.append(signal)
        self.core.interrupt()

    def start(
        self, path: bytes, argv: list[bytes], environ: list[bytes], prepare: Callable[[Process], None]
    ) -> Process:
        """The first process, runnable. `prepare` gives it its files and fs. SyscallError as execve."""
        process = Process(self, self.processes.new_pid(), None)
        prepare(process)
        thread = self.execution.start(process, path, StartArguments(argv, environ, path))
        process.files.attach(thread.context)
        self.processes.add(process)
        thread.refresh_ids()
        thread.context.start()
        return process

    def run(self, process: Process) -> int:
        """Runs guests until `process` has ended; then everybody else is killed. Returns its wait status."""
        while not process.is_dead:
            self._service(process)
            if process.is_dead:
                break
            reason = self.core.run(self._next_deadline_ns())
            if reason == "deadline":
                self.recent_ns = self.clock.monotonic_ns()
            if reason == "idle" and not self.parking.has_ready and not process.is_dead:
                self._wait_for_host()
        self.kill_all()
        return process.exit_status or 0

    def kill_all(self) -> None:
        """The enclave ends: whoever is left goes, as in a pid namespace whose init has ended."""
        for process in self.processes.all():
            process.exit_signal = 0
            self.lifecycle.exit_process(process, Signal.SIGKILL)

    def _service(self, first: Process) -> None:
        while self._posted:
            self._deliver_posted(first, self._posted.popleft())
        if self.timers.next_deadline_ns() is not None:
            self.timers.fire(self.clock.monotonic_ns())
        if self.host_waits.has_waiters():
            self.host_waits.poll(0)
        self.parking.service()

    def _deliver_posted(self, first: Process, signal: int) -> None:
        """To the terminal's foreground group; without one, to everybody in the first process's group."""
        self.processes.signal_group(self.services.console.foreground or first.pgid, signal)

    def _next_deadline_ns(self) -> int:
        """When the core must come back although guests could go on."""
        deadline_ns = self.recent_ns + CLOCK_AGE_NS
        timer_ns = self.timers.next_deadline_ns()
        if timer_ns is not None:
            deadline_ns = min(deadline_ns, timer_ns)
        if self.host_waits.has_waiters():
            deadline_ns = min(deadline_ns, self.clock.monotonic_ns() + BUSY_POLL_NS)
        return deadline_ns

    def _wait_for_host(self) -> None:
        """Nothing can run: sleeps until a timer, a stream or the doorbell."""
        if self._posted:
            return
        deadline_ns = self.timers.next_deadline_ns()
        timeout_ns = -1 if deadline_ns is None else max(deadline_ns - self.clock.monotonic_ns(), 0)
        self.host_waits.poll(timeout_ns)
        self.recent_ns = self.clock.monotonic_ns()

    # --- the core's handlers ---

    def _register(self) -> None:
        core = self.core
        for declaration in TABLE.values():
            core.set_syscall(declaration.number, declaration.handler, declaration.signature)
            self._note_restart(declaration, declaration.handler)
        core.set_default_syscall(self._on_unknown)
        core.set_suspend_handler(self.parking.park)
        core.set_error_handler(self._on_error)
        core.set_fault_handler(self._on_fault)
        core.set_attention_handler(self.signals.attend)
        core.set_sigreturn_handler(self.signals.leave)
        core.set_ring_handler(self.services.on_ring)

    def _note_restart(self, declaration: Syscall, handler: Callable[..., Any]) -> None:
        """Coroutines do not know their syscall; their code object tells whether it restarts."""
        if declaration.restarts:
            self._restarting.add(handler.__code__)

    def _restarts(self, coroutine: CoroutineType[Any, Any, Any]) -> bool:
        return coroutine.cr_code in self._restarting

    def trace(self, strace: Strace) -> None:
        """From now on every syscall, signal and exit is shown, and none is answered natively."""
        self.core.native_syscalls = False
        self.signals.trace = strace.on_signal
        self.lifecycle.trace = strace.on_exit
        for declaration in TABLE.values():
            traced = strace.wrap(declaration)
            self.core.set_syscall(declaration.number, traced, declaration.signature)
            self._note_restart(declaration, traced)
        self.core.set_default_syscall(strace.wrap_unknown(self._on_unknown))

    def _on_unknown(self, thread: Thread, number: int, *_arguments: int) -> int:
        """ENOSYS, counted: the summary and verbose runs say what programs asked for in vain."""
        name = NAMES.get(number, "(no such number)")  # one entry for all of them: a guest can make up 2**64
        if not self.unknown_syscalls[name]:
            self._report(f"{thread.name.decode(errors='replace')}: syscall {name} is not supported")
        self.unknown_syscalls[name] += 1
        return -Errno.ENOSYS

    def _on_error(self, thread: Thread, error: BaseException) -> int | None:
        """A handler failed: as a syscall does, or by a bug, which costs the guest its life but not the enclave."""
        if isinstance(error, SyscallError):
            return -error.errno
        if isinstance(error, Fault):
            return -Errno.EFAULT
        if isinstance(error, MemoryError):
            return -Errno.ENOMEM
        if not isinstance(error, Exception):
            raise error
        self._report(
            f"bug in the LibOS, process {thread.process.pid} killed:\n{''.join(traceback.format_exception(error))}"
        )
        self.lifecycle.exit_process(thread.process, Signal.SIGKILL)
        return None

    def _on_fault(self, thread: Thread, signal: int, code: int, address: int) -> None:
        self.signals.force(thread, SignalInfo(signal, code, address=address))
