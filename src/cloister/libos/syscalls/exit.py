"""_exit(2), exit_group(2)."""

from __future__ import annotations

from cloister.abi.wait import exited_status
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.thread import Thread


@syscall("exit_group", Kind.INT)
def exit_group(thread: Thread, code: int) -> None:
    thread.kernel.lifecycle.exit_process(thread.process, exited_status(code))


@syscall("exit", Kind.INT)
def exit_thread(thread: Thread, code: int) -> None:
    """The only thread ends, and its process with it."""
    thread.kernel.lifecycle.exit_process(thread.process, exited_status(code))
