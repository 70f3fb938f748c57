"""The enclave's terminal: the host's terminal behind a stream, with job control among the guests (ioctl_tty(2)).

The line discipline is the host's; the enclave has sessions and process groups of its own, so who is in the foreground
is decided here and never by the host.
"""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cloister.abi import termios
from cloister.abi.errno import Errno
from cloister.abi.signal import Signal, mask_of
from cloister.abi.stat import S_IFCHR, make_device
from cloister.libos.errors import SyscallError
from cloister.libos.files.stream import Stream, StreamInode
from cloister.libos.ocall import Host, HostStat
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import FileSystem
from cloister.libos.wait import wait

if TYPE_CHECKING:
    from cloister.libos.caller import Caller

CONTROLLING_TERMINAL = make_device(5, 0)
"""Device number of /dev/tty."""
TOSTOP = 0o400
"""c_lflag: writing from the background stops the writer."""


class Console:
    """The one terminal of an enclave. `stream` is None if none of stdin, stdout, stderr is a terminal.

    `session` is the sid whose controlling terminal it is, `foreground` the process group that may read; 0: none.
    """

    def __init__(self, host: Host) -> None:
        self.stream = _find_terminal(host)
        self.session = 0
        self.foreground = 0

    def acquire(self, sid: int, pgid: int) -> None:
        """It becomes the controlling terminal of session `sid`."""
        self.session = sid
        self.foreground = pgid

    def release(self) -> None:
        """TIOCNOTTY of a session leader, or its end."""
        self.session = self.foreground = 0

    def is_background(self, thread: Caller) -> bool:
        process = thread.process
        return process.sid == self.session and process.pgid != self.foreground and self.foreground != 0


class TerminalInode(StreamInode):
    """The terminal under one of its names: /dev/pts/0, or /dev/tty for whoever has it as controlling terminal."""

    def __init__(self, file_system: FileSystem, host: Host, stream: int, console: Console, device: int) -> None:
        mode = 0o666 if device == CONTROLLING_TERMINAL else 0o620
        super().__init__(file_system, host, stream, HostStat(S_IFCHR | mode, 0, 0, 1, 0, 5, 0, 0, 0))
        self.console = console
        self.special_device = device
        self.atime_ns = self.mtime_ns = self.ctime_ns = file_system.now_ns()

    def open(self, flags: int, dentry: Dentry) -> Terminal:
        return Terminal(self, dentry, flags)


class Terminal(Stream):
    """An open terminal."""

    def __init__(self, inode: TerminalInode, dentry: Dentry, flags: int) -> None:
        super().__init__(inode, dentry, flags)
        self.console = inode.console

    async def read(self, thread: Caller, size: int) -> bytes:
        await self._wait_for_foreground(thread, Signal.SIGTTIN)
        return await super().read(thread, size)

    async def write(self, thread: Caller, data: bytes) -> int:
        if self.console.is_background(thread) and self._settings_flags() & TOSTOP:
            await self._wait_for_foreground(thread, Signal.SIGTTOU)
        return await super().write(thread, data)

    def _settings_flags(self) -> int:
        return int.from_bytes(self.host.terminal_get(self.stream)[12:16], "little")

    async def _wait_for_foreground(self, thread: Caller, signal: Signal) -> None:
        """A background group is stopped. One that blocks or ignores the signal may write, and gets EIO for reading.

        Raises Interrupted, so that the syscall is repeated when the group continues.
        """
        if not self.console.is_background(thread):
            return
        process = thread.process
        if thread.mask & mask_of(signal) or process.signals.is_ignored(signal):
            if signal is Signal.SIGTTIN:
                raise SyscallError(Errno.EIO)
            return
        for member in thread.kernel.processes.group(process.pgid):
            member.send_signal(signal)
        await wait()  # on nothing: the signal is pending, and ends it

    def adopt(self, thread: Caller, *, may_acquire: bool) -> None:
        """Called at open(2): a session leader without a terminal gets it; /dev/tty is ENXIO for other sessions."""
        process, console = thread.process, self.console
        if self.inode.special_device == CONTROLLING_TERMINAL:
            if console.session != process.sid:
                raise SyscallError(Errno.ENXIO)
        elif may_acquire and process.pid == process.sid and console.session == 0:
            console.acquire(process.sid, process.pgid)

    # --- ioctl ---

    async def ioctl(self, thread: Caller, request: int, argument: int) -> int:
        handler = _REQUESTS.get(request)
        if handler is None:
            raise SyscallError(Errno.ENOTTY)
        if request in _FOR_FOREGROUND:
            await self._wait_for_foreground(thread, Signal.SIGTTOU)
        return handler(self, thread, argument)

    def get_settings(self, thread: Caller, argument: int) -> int:
        thread.memory.write(argument, self.host.terminal_get(self.stream))
        return 0

    def set_settings(self, thread: Caller, argument: int, when: int) -> int:
        settings = thread.memory.read(argument, termios.TERMIOS_SIZE)
        self.host.terminal_set(self.stream, when, settings)
        return 0

    def get_size(self, thread: Caller, argument: int) -> int:
        thread.memory.write(argument, self.host.terminal_get_size(self.stream))
        return 0

    def set_size(self, thread: Caller, argument: int) -> int:
        self.host.terminal_set_size(self.stream, thread.memory.read(argument, termios.WINSIZE_SIZE))
        return 0

    def flush(self, thread: Caller, argument: int) -> int:
        if argument not in (0, 1, 2):
            raise SyscallError(Errno.EINVAL)
        self.host.terminal_flush(self.stream, argument)
        return 0

    def get_foreground(self, thread: Caller, argument: int) -> int:
        self._require_own(thread)
        thread.memory.write_u32(argument, self.console.foreground)
        return 0

    def set_foreground(self, thread: Caller, argument: int) -> int:
        pgid = thread.memory.read_u32(argument)
        self._require_own(thread)
        if pgid > 0x7FFFFFFF:
            raise SyscallError(Errno.EINVAL)
        members = list(thread.kernel.processes.group(pgid))
        if not members:
            raise SyscallError(Errno.ESRCH)
        if all(member.sid != thread.process.sid for member in members):
            raise SyscallError(Errno.EPERM)
        self.console.foreground = pgid
        return 0

    def get_session(self, thread: Caller, argument: int) -> int:
        self._require_own(thread)
        thread.memory.write_u32(argument, self.console.session)
        return 0

    def make_controlling(self, thread: Caller, argument: int) -> int:
        """TIOCSCTTY; a terminal is never stolen from another session."""
        process = thread.process
        if self.console.session == process.sid:
            return 0
        if process.pid != process.sid or self.console.session:
            raise SyscallError(Errno.EPERM)
        self.console.acquire(process.sid, process.pgid)
        return 0

    def give_up(self, thread: Caller, argument: int) -> int:
        """TIOCNOTTY. Limitation: a member that is not the leader keeps its session's terminal."""
        self._require_own(thread)
        if thread.process.pid == thread.process.sid:
            self.console.release()
        return 0

    def no_effect(self, thread: Caller, argument: int) -> int:
        """TCSBRK, TCXONC: the host's terminal needs neither breaks nor flow control from a guest."""
        return 0

    def _require_own(self, thread: Caller) -> None:
        if thread.process.sid != self.console.session:
            raise SyscallError(Errno.ENOTTY)


_REQUESTS: dict[int, Callable[[Terminal, Caller, int], int]] = {
    termios.TCGETS: Terminal.get_settings,
    termios.TCSETS: lambda terminal, thread, argument: terminal.set_settings(thread, argument, 0),
    termios.TCSETSW: lambda terminal, thread, argument: terminal.set_settings(thread, argument, 1),
    termios.TCSETSF: lambda terminal, thread, argument: terminal.set_settings(thread, argument, 2),
    termios.TIOCGWINSZ: Terminal.get_size,
    termios.TIOCSWINSZ: Terminal.set_size,
    termios.TCFLSH: Terminal.flush,
    termios.TIOCGPGRP: Terminal.get_foreground,
    termios.TIOCSPGRP: Terminal.set_foreground,
    termios.TIOCGSID: Terminal.get_session,
    termios.TIOCSCTTY: Terminal.make_controlling,
    termios.TIOCNOTTY: Terminal.give_up,
    termios.TCSBRK: Terminal.no_effect,
    termios.TCSBRKP: Terminal.no_effect,
    termios.TCXONC: Terminal.no_effect,
}


_FOR_FOREGROUND = frozenset(
    {
        termios.TCSETS,
        termios.TCSETSW,
        termios.TCSETSF,
        termios.TCFLSH,
        termios.TIOCSPGRP,
        termios.TCSBRK,
        termios.TCSBRKP,
    }
)
"""They change the terminal: a background process that asks for them is stopped by SIGTTOU."""


def is_terminal(host: Host, stream: int) -> bool:
    try:
        host.terminal_get(stream)
    except SyscallError:
        return False
    return True


def _find_terminal(host: Host) -> int | None:
    return next((stream for stream in range(3) if is_terminal(host, stream)), None)
