"""A thread of a guest process: what every syscall handler gets as its first argument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cloister.abi.signal import UNBLOCKABLE, AltStack
from cloister.core import Context, Slot

if TYPE_CHECKING:
    from cloister.libos.kernel import Kernel
    from cloister.libos.process import Process

_BLOCKABLE: Final = ((1 << 64) - 1) & ~UNBLOCKABLE


@dataclass(frozen=True, slots=True)
class AlternateStack:
    """sigaltstack(2). Disabled while `size` is 0."""

    address: int = 0
    size: int = 0
    flags: int = 0

    def holds(self, stack: int) -> bool:
        """Whether data stack pointer `stack` lies on it."""
        return self.address < stack <= self.address + self.size

    def status(self, stack: int) -> int:
        """ss_flags as sigaltstack reports them."""
        if not self.size:
            return AltStack.SS_DISABLE
        return AltStack.SS_ONSTACK if self.holds(stack) else 0


NO_ALTERNATE_STACK: Final = AlternateStack()


@dataclass(frozen=True, slots=True)
class SignalFrame:
    """A handler that has been entered and has not returned: where its ucontext lies, and the bytes put there."""

    address: int
    content: bytes
    mask: int


class Thread:
    """`memory` is the slot it runs in: its process's own, or the parent's in a vfork child before exec.

    `saved_mask` is set while `mask` is a temporary one (sigsuspend, ppoll); it comes back when the syscall ends without
    a handler, or with the handler's return.
    """

    __slots__ = (
        "altstack",
        "clear_child_tid",
        "context",
        "frames",
        "is_restartable",
        "kernel",
        "memory",
        "name",
        "process",
        "robust_list",
        "saved_mask",
        "tid",
    )

    context: Context
    """Set right after construction: the core's context needs its owner first."""

    def __init__(self, process: Process, tid: int, memory: Slot) -> None:
        self.process = process
        self.kernel: Kernel = process.kernel
        self.tid = tid
        self.memory = memory
        self.saved_mask: int | None = None
        self.altstack = NO_ALTERNATE_STACK
        self.frames: list[SignalFrame] = []
        self.is_restartable = False
        self.name = b""
        self.clear_child_tid = 0
        self.robust_list = 0

    @property
    def mask(self) -> int:
        """Blocked signals. It lives in the core, which answers rt_sigprocmask itself while nothing is pending."""
        return self.context.signal_mask

    @mask.setter
    def mask(self, mask: int) -> None:
        self.context.signal_mask = mask

    def has_pending_signal(self) -> bool:
        """Whether a signal could be delivered now."""
        pending = self.process.signals.pending_set
        return pending & ~self.context.signal_mask != 0 if pending else False

    def set_mask(self, mask: int) -> None:
        """Blocks the signals in `mask` but SIGKILL and SIGSTOP; what that unblocks is delivered at syscall exit."""
        self.context.signal_mask = mask = mask & _BLOCKABLE
        signals = self.process.signals
        if signals.pending_set & ~mask:
            signals.forget_ignored(~mask)
            if signals.pending_set & ~mask:
                self.context.attention = True

    def set_temporary_mask(self, mask: int) -> None:
        """For sigsuspend, ppoll, pselect6, epoll_pwait: until this syscall has ended."""
        self.saved_mask = self.mask
        self.mask = mask & _BLOCKABLE
        self.context.attention = True

    def restore_mask(self) -> None:
        """Ends a temporary mask."""
        if self.saved_mask is not None:
            self.mask, self.saved_mask = self.saved_mask, None

    def refresh_ids(self) -> None:
        """Tells the core what getpid and its kin answer natively. After every change of ids or parent."""
        process, credentials = self.process, self.process.credentials
        self.context.set_ids(
            pid=process.pid,
            ppid=process.ppid,
            tid=self.tid,
            uid=credentials.uid,
            gid=credentials.gid,
            euid=credentials.euid,
            egid=credentials.egid,
        )
