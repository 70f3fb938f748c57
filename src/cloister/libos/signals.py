"""signal(7): sending, default actions, entering and leaving handlers.

A signal whose action is the default one acts when it is sent, if nothing blocks it: the process dies, stops or
continues at once, wherever its thread is. A handler is entered from the core's attention handler, which runs before
the guest's next instruction: only then are its registers its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from cloister.abi.errno import Errno
from cloister.abi.signal import (
    SIG_DFL,
    SIG_IGN,
    STOP_SIGNALS,
    UNBLOCKABLE,
    ChildCode,
    Signal,
    SignalFlag,
    mask_of,
)
from cloister.abi.wait import stopped_status
from cloister.core import Fault
from cloister.libos.parking import Parking
from cloister.libos.process import Process
from cloister.libos.signal_frame import (
    RED_ZONE_SIZE,
    UCONTEXT_OFFSET,
    build_frame,
    changed_registers,
    frame_address,
    frame_mask,
)
from cloister.libos.signal_state import DEFAULT_ACTION, SignalAction, SignalInfo
from cloister.libos.thread import SignalFrame, Thread

_STOPPED_KEEPS: Final = mask_of(Signal.SIGKILL, Signal.SIGCONT)
_SIGCONT_SET: Final = mask_of(Signal.SIGCONT)
_JOB_CONTROL: Final = STOP_SIGNALS | _SIGCONT_SET
_EINTR_RESULT: Final = (1 << 64) - Errno.EINTR


class KillProcess(Protocol):
    """Ends a process with a wait status (`lifecycle.exit_process`)."""

    def __call__(self, process: Process, status: int) -> None: ...


class Signals:
    """`kill` ends a process. One per kernel."""

    def __init__(self, parking: Parking, kill: KillProcess) -> None:
        self._parking = parking
        self._kill = kill
        self.trace: Callable[[Thread, SignalInfo, SignalAction], None] | None = None
        """strace's view of deliveries."""

    # --- sending ---

    def send(self, process: Process, info: SignalInfo) -> bool:
        """Makes `info.signal` pending, or acts at once. A dead process takes none. False if a queue is full."""
        if process.exit_status is not None:
            return True
        signal = info.signal
        bit = 1 << (signal - 1)
        if bit & _JOB_CONTROL:
            self._change_course(process, bit)
        thread = process.threads[0]
        is_blocked = bit & thread.context.signal_mask
        if not is_blocked and process.signals.is_ignored(signal):
            return True
        if not process.signals.add(info):
            return False
        process.signal_arrived.wake_all()
        if not is_blocked and (not process.is_stopped or bit & _STOPPED_KEEPS):
            self._notify(process, thread, info)
        return True

    def _change_course(self, process: Process, bit: int) -> None:
        """SIGCONT and stop signals cancel each other when they are sent, whatever their actions."""
        if bit & _SIGCONT_SET:
            self._continue(process)
        else:
            process.signals.discard(_SIGCONT_SET)

    def force(self, thread: Thread, info: SignalInfo) -> None:
        """A fault: a signal that is blocked or ignored kills instead, as on Linux."""
        process = thread.process
        action = process.signals.action(info.signal)
        if action.handler in (SIG_DFL, SIG_IGN) or mask_of(info.signal) & thread.mask:
            self._traced(thread, info, DEFAULT_ACTION)
            self._kill(process, info.signal)
        else:
            self._enter(thread, info, action)

    def _notify(self, process: Process, thread: Thread, info: SignalInfo) -> None:
        """An unblocked signal is pending: default actions happen now, a handler when the guest next runs."""
        if process.signals.action(info.signal).handler == SIG_DFL:
            process.signals.take(mask_of(info.signal))
            self._traced(thread, info, DEFAULT_ACTION)
            self._act_by_default(process, info.signal)
        elif self._parking.is_parked(thread):
            self._parking.interrupt(thread)
        else:
            # The core clears the mark only before the handler runs, so a ring operation may be ended first.
            thread.is_restartable |= thread.context.interrupt_ring()
            thread.context.attention = True

    def _act_by_default(self, process: Process, signal: int) -> None:
        if mask_of(signal) & STOP_SIGNALS:
            self._stop(process, signal)
        else:
            self._kill(process, signal)

    def _stop(self, process: Process, signal: int) -> None:
        if process.is_stopped:
            return
        process.is_stopped = True
        process.kernel.processes.stopped.add(process)
        process.stop_status = stopped_status(signal)
        process.is_continued = False
        process.thread.context.suspend()
        self._tell_parent(process, ChildCode.CLD_STOPPED, signal)

    def _continue(self, process: Process) -> None:
        """What SIGCONT does when it is sent, whatever its action: no stop signal survives it."""
        process.signals.discard(STOP_SIGNALS)
        if not process.is_stopped:
            return
        process.is_stopped = False
        process.kernel.processes.stopped.discard(process)
        process.stop_status = None
        process.is_continued = True
        thread = process.thread
        thread.context.resume()
        self._parking.release(thread)
        self._tell_parent(process, ChildCode.CLD_CONTINUED, Signal.SIGCONT)
        self.renotify(thread)

    def renotify(self, thread: Thread) -> None:
        """After a change of mask or a continue: wakes the thread if something can be delivered."""
        if thread.has_pending_signal():
            if self._parking.is_parked(thread):
                self._parking.interrupt(thread)
            else:
                thread.context.attention = True

    def _tell_parent(self, process: Process, code: ChildCode, status: int) -> None:
        parent = process.parent
        if parent is None:
            return
        if not parent.signals.action(Signal.SIGCHLD).flags & SignalFlag.SA_NOCLDSTOP:
            self.send(parent, child_info(process, code, status))
        parent.children_changed.wake_all()

    # --- delivery ---

    def attend(self, thread: Thread) -> None:
        """The core's attention handler: enters at most one handler, and asks to be called again if more is pending."""
        info = self._next_handled(thread)
        if thread.process.is_dead:
            return
        restarts, thread.is_restartable = self._take_restart(thread), False
        if info is None:
            if restarts:
                thread.context.restart_syscall()
            thread.restore_mask()
        else:
            action = thread.process.signals.action(info.signal)
            if restarts and action.flags & SignalFlag.SA_RESTART:
                thread.context.restart_syscall()
            self._enter(thread, info, action)
        if thread.has_pending_signal() and not thread.process.is_dead:
            thread.context.attention = True

    def _take_restart(self, thread: Thread) -> bool:
        return thread.is_restartable and thread.context.registers()["rax"] == _EINTR_RESULT

    def _next_handled(self, thread: Thread) -> SignalInfo | None:
        """The next deliverable signal that has a handler; default actions of those before it are done."""
        process = thread.process
        while not process.is_dead and not process.is_stopped:
            info = process.signals.take(~thread.mask)
            if info is None:
                return None
            handler = process.signals.action(info.signal).handler
            if handler not in (SIG_DFL, SIG_IGN):
                return info
            if not process.signals.is_ignored(info.signal):
                self._traced(thread, info, DEFAULT_ACTION)
                self._act_by_default(process, info.signal)
        return None

    def _enter(self, thread: Thread, info: SignalInfo, action: SignalAction) -> None:
        """Builds the frame and enters the handler. A guest without room for the frame dies of SIGSEGV."""
        self._traced(thread, info, action)
        context = thread.context
        registers = context.registers()
        del thread.frames[context.signal_depth() :]
        old_mask = thread.mask if thread.saved_mask is None else thread.saved_mask
        address = frame_address(self._handler_stack(thread, action, registers["rsp"]))
        altstack = thread.altstack
        frame = build_frame(
            info.pack(),
            registers,
            old_mask,
            (altstack.address, altstack.status(registers["rsp"]), altstack.size),
            info.address,
        )
        try:
            thread.memory.write(address, frame)
            context.push_signal(action.handler & 0xFFFFFFFF, address, info.signal, address, address + UCONTEXT_OFFSET)
        except (Fault, ValueError, MemoryError):
            self._kill(thread.process, Signal.SIGSEGV)
            return
        thread.frames.append(SignalFrame(address, frame, old_mask))
        thread.saved_mask = None
        self._after_entry(thread, info.signal, action)

    def _handler_stack(self, thread: Thread, action: SignalAction, stack: int) -> int:
        altstack = thread.altstack
        if action.flags & SignalFlag.SA_ONSTACK and altstack.size and not altstack.holds(stack):
            return altstack.address + altstack.size
        return stack - RED_ZONE_SIZE

    def _after_entry(self, thread: Thread, signal: int, action: SignalAction) -> None:
        mask = thread.mask | action.mask
        if not action.flags & SignalFlag.SA_NODEFER:
            mask |= mask_of(signal)
        thread.mask = mask & ~UNBLOCKABLE
        if action.flags & SignalFlag.SA_RESETHAND:
            thread.process.signals.set_action(signal, DEFAULT_ACTION)

    # --- return ---

    def leave(self, thread: Thread) -> None:
        """The core's sigreturn handler: restores the newest saved state, with what the guest may have changed of it."""
        context = thread.context
        depth = context.signal_depth()
        if depth == 0 or len(thread.frames) < depth:
            self._kill(thread.process, Signal.SIGSEGV)
            return
        frame = thread.frames[depth - 1]
        del thread.frames[depth - 1 :]
        try:
            after = thread.memory.read(frame.address, len(frame.content))
            context.pop_signal(changed_registers(frame.content, after) or None)
        except (Fault, RuntimeError, ValueError):
            self._kill(thread.process, Signal.SIGSEGV)
            return
        thread.set_mask(frame_mask(after))

    def _traced(self, thread: Thread, info: SignalInfo, action: SignalAction) -> None:
        if self.trace is not None:
            self.trace(thread, info, action)


def child_info(process: Process, code: ChildCode, status: int) -> SignalInfo:
    """The SIGCHLD that tells of `process`."""
    return SignalInfo(Signal.SIGCHLD, code, pid=process.pid, uid=process.credentials.uid, status=status)
