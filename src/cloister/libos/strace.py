"""strace(1)-like lines, derived from the syscall declarations."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Final, cast

from cloister.abi.errno import Errno
from cloister.abi.signal import SIG_DFL, Signal
from cloister.abi.syscalls import NAMES
from cloister.core import Fault
from cloister.libos.errors import SyscallError
from cloister.libos.process import Process
from cloister.libos.signal_state import SignalAction, SignalInfo
from cloister.libos.syscalls.table import Handler, Kind, Syscall
from cloister.libos.thread import Thread

MAX_STRING_SIZE: Final = 32
"""Bytes of a string or buffer that are shown, as strace's default."""
_AT_FDCWD: Final = -100
_NEVER_RETURNING: Final = frozenset({"exit", "exit_group"})
_READ_LIMIT: Final = 4096
_ESCAPES: Final = {0x0A: "\\n", 0x09: "\\t", 0x0D: "\\r", 0x22: '\\"', 0x5C: "\\\\", 0: "\\0"}


class Strace:
    """`write` takes one line without newline."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def wrap(self, declaration: Syscall) -> Handler:
        """A handler that shows the call and its result, and does what the declared one does."""
        if inspect.iscoroutinefunction(declaration.handler):
            return self._wrap_async(declaration)
        handler = declaration.handler

        def traced(thread: Thread, *arguments: int) -> int | None:
            call = self._call(thread, declaration, arguments)
            if declaration.name in _NEVER_RETURNING:
                self._line(thread.process, call + _result(None))
                return cast("int | None", handler(thread, *arguments))
            try:
                result: int | None = handler(thread, *arguments)
            except BaseException as error:
                self._show_error(thread, call, error)
                raise
            self._show(thread, declaration, call, arguments, result)
            return result

        return traced

    def _wrap_async(self, declaration: Syscall) -> Handler:
        handler = declaration.handler

        async def traced(thread: Thread, *arguments: int) -> int | None:
            call = self._call(thread, declaration, arguments)
            try:
                result: int | None = await handler(thread, *arguments)
            except BaseException as error:
                self._show_error(thread, call, error)
                raise
            self._show(thread, declaration, call, arguments, result)
            return result

        # Each declaration needs a code object of its own: the kernel tells restarting syscalls by it.
        traced.__code__ = traced.__code__.replace(co_name=declaration.name)
        return traced

    def wrap_unknown(self, handler: Handler) -> Handler:
        """The same for the default handler."""

        def traced(thread: Thread, number: int, *arguments: int) -> int | None:
            result: int | None = handler(thread, number, *arguments)
            shown = ", ".join(f"{argument:#x}" for argument in arguments)
            self._line(thread.process, f"{NAMES.get(number, f'syscall_{number}')}({shown}){_result(result)}")
            return result

        return traced

    def on_signal(self, thread: Thread, info: SignalInfo, action: SignalAction) -> None:
        """A signal is delivered."""
        how = "default action" if action.handler == SIG_DFL else f"handler {action.handler:#x}"
        self._line(thread.process, f"--- {signal_name(info.signal)} (code {info.code}, pid {info.pid}): {how} ---")

    def on_exit(self, process: Process) -> None:
        """A process has ended."""
        status = process.exit_status or 0
        if status & 0x7F:
            self._line(process, f"+++ killed by {signal_name(status & 0x7F)} +++")
        else:
            self._line(process, f"+++ exited with {status >> 8} +++")

    def _call(self, thread: Thread, declaration: Syscall, arguments: tuple[int, ...]) -> str:
        """Name and arguments, shown before the call: it may change what they point to. Outputs come later."""
        shown = [
            f"\0{index}" if kind is Kind.BUFFER_OUT else _argument(thread, kind, index, arguments)
            for index, kind in enumerate(declaration.kinds)
        ]
        return f"{declaration.name}({', '.join(shown)})"

    def _show(
        self, thread: Thread, declaration: Syscall, call: str, arguments: tuple[int, ...], result: int | None
    ) -> None:
        for index, kind in enumerate(declaration.kinds):
            if kind is Kind.BUFFER_OUT:
                size = result if result is not None and 0 <= result <= arguments[-1] else None
                shown = f"{arguments[index]:#x}" if size is None else _buffer(thread, arguments[index], size)
                call = call.replace(f"\0{index}", shown)
        self._line(thread.process, call + _result(result))

    def _show_error(self, thread: Thread, call: str, error: BaseException) -> None:
        call = call.replace("\0", "out")
        if isinstance(error, SyscallError):
            self._line(thread.process, call + _result(-error.errno))
        elif isinstance(error, Fault):
            self._line(thread.process, call + _result(-Errno.EFAULT))
        elif isinstance(error, GeneratorExit):
            self._line(thread.process, f"{call} <unfinished ...>")
        else:
            self._line(thread.process, f"{call} = ? ({type(error).__name__})")

    def _line(self, process: Process, text: str) -> None:
        self._write(f"[pid {process.pid:5}] {text}")


def signal_name(signal: int) -> str:
    return Signal(signal).name if signal in Signal._value2member_map_ else f"SIGRT_{signal}"


def _argument(thread: Thread, kind: Kind, index: int, arguments: tuple[int, ...]) -> str:
    value = arguments[index]
    show: dict[Kind, Callable[[], str]] = {
        Kind.PATH: lambda: _string(thread, value),
        Kind.STRING: lambda: _string(thread, value),
        Kind.BUFFER_IN: lambda: _buffer(thread, value, _size_after(index, arguments)),
        Kind.POINTER: lambda: f"{value:#x}" if value else "NULL",
        Kind.FLAGS: lambda: f"{value:#x}",
        Kind.MODE: lambda: f"0{value:o}",
        Kind.SIGNAL: lambda: signal_name(value) if value else "0",
        Kind.DIRFD: lambda: "AT_FDCWD" if value == _AT_FDCWD else str(value),
    }
    return show[kind]() if kind in show else str(value)


def _size_after(index: int, arguments: tuple[int, ...]) -> int:
    """A buffer's size is the argument after it in every syscall that has one."""
    return arguments[index + 1] if index + 1 < len(arguments) else 0


def _string(thread: Thread, address: int) -> str:
    if not address:
        return "NULL"
    try:
        string = thread.memory.read_cstring(address, _READ_LIMIT)
    except Fault:
        return f"{address:#x}"
    return f"{address:#x}" if string is None else quote(string, len(string))


def _buffer(thread: Thread, address: int, size: int) -> str:
    try:
        return quote(thread.memory.read(address, min(size, MAX_STRING_SIZE)), size)
    except Fault:
        return f"{address:#x}"


def quote(content: bytes, size: int) -> str:
    """C-like, in quotes; with dots if `size` is more than is shown."""
    text = "".join(_ESCAPES.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:o}") for byte in content)
    return f'"{text}"' + ("..." if size > len(content) else "")


def _result(result: int | None) -> str:
    if result is None:
        return " = ?"
    if -4096 < result < 0 and -result in Errno._value2member_map_:
        return f" = -1 {Errno(-result).name}"
    return f" = {result:#x}" if result > 0xFFFFFF else f" = {result}"
