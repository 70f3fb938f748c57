"""What a process knows of signals: its actions, and what is pending. Pure data; `signals` sends and delivers."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from cloister.abi.signal import (
    FIRST_REALTIME_SIGNAL,
    IGNORED_BY_DEFAULT,
    SIG_DFL,
    SIG_IGN,
    SYNCHRONOUS,
    Signal,
    SignalCode,
    SignalFlag,
    mask_of,
)

if TYPE_CHECKING:
    from cloister.core import Context

SIGINFO_SIZE: Final = 128
MAX_QUEUED: Final = 128
"""Signals of one real-time number that queue for a process (Linux counts all of a user's: RLIMIT_SIGPENDING)."""
_SIGINFO_HEAD: Final = struct.Struct("<iiii")
_SIGINFO_KILL: Final = struct.Struct("<iiq")
_SIGINFO_CHILD: Final = struct.Struct("<iiiiqq")
_SIGINFO_FAULT: Final = struct.Struct("<Q")


class SignalInfo(NamedTuple):
    """siginfo_t. Which of the fields after `code` count depends on signal and code, as in sigaction(2)."""

    signal: int
    code: int = SignalCode.SI_KERNEL
    pid: int = 0
    uid: int = 0
    status: int = 0
    address: int = 0
    value: int = 0

    def pack(self) -> bytes:
        """The 128 bytes a handler sees."""
        if self.signal == Signal.SIGCHLD and self.code > 0:
            body = _SIGINFO_CHILD.pack(self.pid, self.uid, self.status, 0, 0, 0)
        elif SYNCHRONOUS & mask_of(self.signal) and self.code > 0:
            body = _SIGINFO_FAULT.pack(self.address)
        else:
            body = _SIGINFO_KILL.pack(self.pid, self.uid, self.value)
        return (_SIGINFO_HEAD.pack(self.signal, 0, self.code, 0) + body).ljust(SIGINFO_SIZE, b"\0")


@dataclass(frozen=True, slots=True)
class SignalAction:
    """struct sigaction as the guest gave it. `restorer` is kept only to be shown again: handlers return to the gate."""

    handler: int = SIG_DFL
    flags: int = 0
    restorer: int = 0
    mask: int = 0


DEFAULT_ACTION: Final = SignalAction()
_NO_ACTIONS: Final[Mapping[int, SignalAction]] = {}
_SIGCHLD: Final = int(Signal.SIGCHLD)


class SignalState:
    """Actions and pending signals of one process. Standard signals are pending once, real-time ones queue.

    Relatives share a table of actions; a change makes a new one.
    """

    __slots__ = ("_actions", "context", "pending", "pending_set")

    def __init__(self, actions: Mapping[int, SignalAction] = _NO_ACTIONS) -> None:
        self._actions = actions
        self.pending: dict[int, list[SignalInfo]] = {}
        self.pending_set = 0
        """The sigset_t of `pending`, kept beside it: it is looked at after every syscall that changes a mask."""
        self.context: Context | None = None
        """Whose `has_pending_signals` follows it: the process's thread's, once it has one."""

    def fork(self) -> SignalState:
        """The child inherits actions; nothing is pending for it."""
        return SignalState(self._actions)

    def reset_for_exec(self) -> None:
        """Handlers belong to the old program; what was ignored stays so."""
        self._actions = {
            signal: SignalAction(SIG_IGN) for signal, action in self._actions.items() if action.handler == SIG_IGN
        }

    def action(self, signal: int) -> SignalAction:
        return self._actions.get(signal, DEFAULT_ACTION)

    def set_action(self, signal: int, action: SignalAction) -> None:
        self._actions = {**self._actions, signal: action}

    def is_ignored(self, signal: int) -> bool:
        """Whether delivery would do nothing. SIGCONT counts: that it continues a process happens when it is sent."""
        handler = self._actions.get(signal, DEFAULT_ACTION).handler
        return handler == SIG_IGN or (handler == SIG_DFL and IGNORED_BY_DEFAULT >> (signal - 1) & 1 != 0)

    def is_reaping_automatically(self) -> bool:
        """Whether children leave no zombies: SIGCHLD explicitly ignored, or SA_NOCLDWAIT."""
        action = self._actions.get(_SIGCHLD, DEFAULT_ACTION)
        if action is DEFAULT_ACTION:
            return False
        return action.handler == SIG_IGN or bool(action.flags & SignalFlag.SA_NOCLDWAIT)

    def add(self, info: SignalInfo) -> bool:
        """Makes it pending. False if a real-time signal could not be queued: too many of its kind are."""
        queue = self.pending.setdefault(info.signal, [])
        self._set_pending(self.pending_set | 1 << (info.signal - 1))
        if not queue:
            queue.append(info)
        elif info.signal >= FIRST_REALTIME_SIGNAL:
            if len(queue) >= MAX_QUEUED:
                return False
            queue.append(info)
        return True

    def discard(self, signals: int) -> None:
        """Forgets the pending ones among the set `signals`."""
        for signal in [signal for signal in self.pending if signals & mask_of(signal)]:
            del self.pending[signal]
        self._set_pending(self.pending_set & ~signals)

    def forget_ignored(self, allowed: int) -> None:
        """What delivery of the ignored ones in the set `allowed` amounts to: mostly a SIGCHLD that fork had blocked."""
        for signal in tuple(self.pending):
            if allowed >> (signal - 1) & 1 and self.is_ignored(signal):
                del self.pending[signal]
                self._set_pending(self.pending_set & ~(1 << (signal - 1)))

    def take(self, allowed: int) -> SignalInfo | None:
        """Removes the next pending signal in the set `allowed`: faults first, then the lowest number."""
        candidates = self.pending_set & allowed
        if not candidates:
            return None
        candidates = candidates & SYNCHRONOUS or candidates
        signal = (candidates & -candidates).bit_length()
        queue = self.pending[signal]
        info = queue.pop(0)
        if not queue:
            del self.pending[signal]
            self._set_pending(self.pending_set & ~mask_of(signal))
        return info

    def _set_pending(self, signals: int) -> None:
        self.pending_set = signals
        if self.context is not None:
            self.context.has_pending_signals = signals != 0
