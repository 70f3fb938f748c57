"""sigaction(2), sigaltstack(2), sigreturn(2)."""

from __future__ import annotations

import struct
from typing import Final

from cloister.abi.errno import Errno
from cloister.abi.signal import (
    MINSIGSTKSZ,
    SIGNAL_COUNT,
    SIGSET_SIZE,
    UNBLOCKABLE,
    AltStack,
    Signal,
    mask_of,
)
from cloister.libos.errors import SyscallError
from cloister.libos.signal_state import SignalAction
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import AlternateStack, Thread

_SIGACTION: Final = struct.Struct("<QQQQ")
"""The kernel's struct: handler, flags, restorer, mask."""
_STACK: Final = struct.Struct("<Qi4xQ")


@syscall("rt_sigaction", Kind.SIGNAL, Kind.POINTER, Kind.POINTER, Kind.SIZE)
def rt_sigaction(thread: Thread, signal: int, new_address: int, old_address: int, size: int) -> int:
    if size != SIGSET_SIZE or not 1 <= signal <= SIGNAL_COUNT:
        raise SyscallError(Errno.EINVAL)
    signals = thread.process.signals
    old = signals.action(signal)
    if new_address:
        if signal in (Signal.SIGKILL, Signal.SIGSTOP):
            raise SyscallError(Errno.EINVAL)
        handler, flags, restorer, mask = _SIGACTION.unpack(thread.memory.read(new_address, _SIGACTION.size))
        signals.set_action(signal, SignalAction(handler, flags & 0xFFFFFFFF, restorer, mask & ~UNBLOCKABLE))
        if signals.is_ignored(signal):
            signals.discard(mask_of(signal))
    if old_address:
        thread.memory.write(old_address, _SIGACTION.pack(old.handler, old.flags, old.restorer, old.mask))
    return 0


@syscall(
    "sigaltstack",
    Kind.POINTER,
    Kind.POINTER,
    support=Support.PARTIAL,
    note="SS_AUTODISARM is refused",
)
def sigaltstack(thread: Thread, new_address: int, old_address: int) -> int:
    stack = thread.context.registers()["rsp"]
    old = thread.altstack
    status = old.status(stack)
    if new_address:
        if status == AltStack.SS_ONSTACK:
            raise SyscallError(Errno.EPERM)
        thread.altstack = _new_altstack(*_STACK.unpack(thread.memory.read(new_address, _STACK.size)))
    if old_address:
        thread.memory.write(old_address, _STACK.pack(old.address, status, old.size))
    return 0


def _new_altstack(address: int, flags: int, size: int) -> AlternateStack:
    if flags == AltStack.SS_DISABLE:
        return AlternateStack()
    if flags & ~AltStack.SS_ONSTACK:
        raise SyscallError(Errno.EINVAL)
    if size < MINSIGSTKSZ:
        raise SyscallError(Errno.ENOMEM)
    return AlternateStack(address & 0xFFFFFFFF, size)


@syscall("rt_sigreturn")
def rt_sigreturn(thread: Thread) -> None:
    """Handlers return through the gate; a guest that calls this itself gets the same: a pending frame, or SIGSEGV."""
    thread.kernel.signals.leave(thread)
