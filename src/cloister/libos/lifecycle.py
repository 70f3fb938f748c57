"""fork(2), _exit(2), wait(2): how processes begin and end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.resource import RLIM_INFINITY, Resource
from cloister.abi.signal import ChildCode, Signal
from cloister.libos.errors import SyscallError
from cloister.libos.parking import Parking
from cloister.libos.process import INIT_PID, Process
from cloister.libos.process_table import ProcessTable
from cloister.libos.signal_state import SignalInfo
from cloister.libos.thread import Thread

# Plain numbers: members of enumerations are slow to look up.
_SIGCHLD: Final = int(Signal.SIGCHLD)
_CLD_KILLED: Final = int(ChildCode.CLD_KILLED)
_CLD_EXITED: Final = int(ChildCode.CLD_EXITED)


class Lifecycle:
    """Makes and ends processes. One per kernel."""

    def __init__(self, processes: ProcessTable, parking: Parking) -> None:
        self._processes = processes
        self._parking = parking
        self.trace: Callable[[Process], None] | None = None
        """strace's view of exits."""

    # --- beginning ---

    def fork(self, thread: Thread, *, shares_memory: bool, stack: int | None, exit_signal: int) -> Thread:
        """The child's thread, not yet started: a copy of the caller, which sees its syscall return 0.

        `shares_memory`: vfork; the child runs in the caller's slot until it execs or ends. EAGAIN at a process limit,
        ENOMEM without memory.
        """
        parent = thread.process
        self._check_limit(parent)
        child = Process(thread.kernel, self._processes.new_pid(), parent)
        child.exit_signal = exit_signal
        child.borrows_memory = shares_memory
        if shares_memory:
            memory, child.space = thread.memory, parent.space.share()
        else:
            memory = thread.memory.fork()
            child.space = parent.space.fork(memory, child.limits)
        child_thread = Thread(child, child.pid, memory)
        try:
            child_thread.context = thread.context.fork(memory, child_thread, stack=stack)
        except BaseException:
            self.release_memory(child)
            raise
        self._inherit(child, child_thread, thread)
        return child_thread

    def _check_limit(self, parent: Process) -> None:
        """RLIMIT_NPROC counts a user's processes; root is exempt, as on Linux."""
        if parent.credentials.capable():
            return
        limit = parent.limits.soft(Resource.NPROC)
        if limit == RLIM_INFINITY:
            return
        own = sum(process.credentials.uid == parent.credentials.uid for process in self._processes.all())
        if own >= limit:
            raise SyscallError(Errno.EAGAIN)

    def _inherit(self, child: Process, child_thread: Thread, thread: Thread) -> None:
        parent = thread.process
        child.threads.append(child_thread)
        child.signals.context = child_thread.context
        child_thread.name = thread.name
        if not child.borrows_memory:
            child_thread.altstack = thread.altstack
        child_thread.frames = thread.frames.copy()
        child.files = parent.files.fork(child_thread.context)
        child.fs = parent.fs.fork(child)
        parent.children[child.pid] = child
        self._processes.add(child)
        child_thread.refresh_ids()

    def release_memory(self, process: Process) -> None:
        """It ends or execs: its memory is no longer its. A vfork child's parent goes on."""
        process.space.release()
        if process.borrows_memory:
            process.borrows_memory = False
            process.memory_returned.wake_all()

    # --- the end ---

    def exit_process(self, process: Process, status: int) -> None:
        """Ends it with a wait status, wherever its thread is; it stays a zombie until its parent waits. Idempotent."""
        if process.exit_status is not None:
            return
        process.exit_status = status
        self._processes.stopped.discard(process)
        if self.trace is not None:
            self.trace(process)
        for thread in process.threads:
            self._parking.drop(thread)
            thread.context.kill()
        if process.real_timer.timer is not None:
            process.real_timer.timer.cancel()
        process.files.close_all()
        self.release_memory(process)
        if process.children:
            self._orphan_children(process)
        if process.sid == process.pid:
            self._end_session(process)
        if self._processes.stopped:
            self._hang_up_orphaned_groups(process)
        self._become_zombie(process)

    def _orphan_children(self, process: Process) -> None:
        """Children go to init, which is the LibOS and reaps at once."""
        for child in list(process.children.values()):
            child.parent, child.ppid = None, INIT_PID
            if child.is_dead:
                self._processes.remove(child)
            else:
                child.thread.refresh_ids()
        process.children.clear()

    def _end_session(self, leader: Process) -> None:
        """The terminal's foreground group hears of the leader's end (SIGHUP, credentials(7))."""
        console = leader.kernel.services.console
        if console.session == leader.sid:
            self._processes.signal_group(console.foreground, Signal.SIGHUP)
            console.release()

    def _hang_up_orphaned_groups(self, process: Process) -> None:
        """A stopped group that nobody can continue any more gets SIGHUP and SIGCONT (_exit(2), setpgid(2))."""
        for pgid in {stopped.pgid for stopped in self._processes.stopped if stopped.sid == process.sid}:
            members = self._processes.group(pgid)
            if not any(_can_continue(member) for member in members):
                for member in members:
                    member.send_signal(Signal.SIGHUP)
                    member.send_signal(Signal.SIGCONT)

    def _become_zombie(self, process: Process) -> None:
        parent = process.parent
        if parent is None or parent.exit_status is not None:
            self._processes.remove(process)
            return
        signal = process.exit_signal
        if signal == _SIGCHLD and parent.signals.is_reaping_automatically():
            self._processes.remove(process)
        if signal and parent.is_interested(signal):
            process.kernel.send_signal(parent, exit_info(process, signal))
        parent.children_changed.wake_all()


def _can_continue(member: Process) -> bool:
    """Whether its parent is in another group of the same session: the definition of a group that is not orphaned."""
    parent = member.parent
    return parent is not None and not parent.is_dead and parent.pgid != member.pgid and parent.sid == member.sid


def exit_info(process: Process, signal: int = Signal.SIGCHLD) -> SignalInfo:
    """The siginfo of a dead process, for its exit signal and for waitid."""
    status = process.exit_status or 0
    killer = status & 0x7F
    code = _CLD_KILLED if killer else _CLD_EXITED
    return SignalInfo(signal, code, process.pid, process.credentials.uid, killer or status >> 8)
