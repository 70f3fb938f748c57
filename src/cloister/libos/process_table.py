"""All processes of the enclave, by pid; process groups and sessions are the processes that carry their number."""

from __future__ import annotations

from typing import Final

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.process import INIT_PID, Process

MAX_PID: Final = 32767
_PID_COUNT: Final = MAX_PID - INIT_PID


class ProcessTable:
    """Zombies stay in it until they are reaped. `peak_count` counts them, too."""

    def __init__(self, max_count: int | None = None) -> None:
        self._processes: dict[int, Process] = {}
        self._last_pid = INIT_PID
        self._max_count = _PID_COUNT if max_count is None else min(max_count, _PID_COUNT)
        self.started_count = 0
        self.peak_count = 0
        self.stopped: set[Process] = set()
        """Those that a stop signal has stopped."""

    def new_pid(self) -> int:
        """The next free pid, not in use as a group or session either; taken by `add`. EAGAIN at the limit."""
        if len(self._processes) >= self._max_count:
            raise SyscallError(Errno.EAGAIN)
        pid = self._last_pid
        while True:
            pid = pid + 1 if pid < MAX_PID else INIT_PID + 1
            if pid not in self._processes and not self._is_group_or_session(pid):
                return pid

    def _is_group_or_session(self, number: int) -> bool:
        """Checked only after the first wrap: before it no number has ever been used."""
        if self.started_count < _PID_COUNT:
            return False
        return any(number in (process.pgid, process.sid) for process in self._processes.values())

    def add(self, process: Process) -> None:
        self._processes[process.pid] = process
        self._last_pid = process.pid
        self.started_count += 1
        if len(self._processes) > self.peak_count:
            self.peak_count = len(self._processes)

    def remove(self, process: Process) -> None:
        """Reaps it: the pid is free again."""
        del self._processes[process.pid]
        if process.parent is not None:
            process.parent.children.pop(process.pid, None)

    def get(self, pid: int) -> Process | None:
        return self._processes.get(pid)

    def require(self, pid: int) -> Process:
        """ESRCH if there is none."""
        process = self._processes.get(pid)
        if process is None:
            raise SyscallError(Errno.ESRCH)
        return process

    def all(self) -> list[Process]:
        return list(self._processes.values())

    def group(self, pgid: int) -> list[Process]:
        return [process for process in self._processes.values() if process.pgid == pgid]

    def signal_group(self, pgid: int, signal: int) -> None:
        """Raises `signal` on each member as the kernel does."""
        for process in self.group(pgid):
            process.send_signal(signal)

    def session(self, sid: int) -> list[Process]:
        return [process for process in self._processes.values() if process.sid == sid]
