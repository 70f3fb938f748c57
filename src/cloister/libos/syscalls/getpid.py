"""getpid(2), getppid(2), gettid(2). The core answers them natively; these are for strace."""

from __future__ import annotations

from cloister.libos.syscalls.table import syscall
from cloister.libos.thread import Thread


@syscall("getpid")
def getpid(thread: Thread) -> int:
    return thread.process.pid


@syscall("getppid")
def getppid(thread: Thread) -> int:
    return thread.process.ppid


@syscall("gettid")
def gettid(thread: Thread) -> int:
    return thread.tid
