"""Pipes and fifos (pipe(7)) over the core's rings.

The core answers read and write of blocking pipe ends natively as long as a descriptor is bound; what arrives here is
the rest: O_NONBLOCK, writes without readers, fifos opened read-write, and everything while native syscalls are off.
"""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_ACCMODE, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY, PIPE_BUF
from cloister.abi.poll import POLLERR, POLLHUP, READABLE, WRITABLE
from cloister.abi.signal import Signal
from cloister.abi.stat import S_IFIFO
from cloister.abi.statfs import PIPEFS_MAGIC, FileSystemFacts
from cloister.core import READ, WRITE
from cloister.libos.errors import Interrupted, SyscallError
from cloister.libos.files.description import Description
from cloister.libos.vfs.dentry import Dentry, anonymous
from cloister.libos.vfs.inode import FileSystem, Inode
from cloister.libos.wait import WaitQueue, wait

if TYPE_CHECKING:
    from cloister.core import Context, Ring
    from cloister.libos.caller import Caller

NewRing = Callable[[], "Ring"]


class Pipe:
    """A ring and who waits for it in Python. `changed` is woken at each change of readiness while `watch` is on."""

    def __init__(self, new_ring: NewRing) -> None:
        self.ring = new_ring()
        self.ring.owner = self
        self.changed = WaitQueue()
        self.reader_opens = 0
        """How often it was opened for reading, ever: a fifo's open waits for it to grow."""
        self.writer_opens = 0
        self._watchers = 0

    def add(self, flags: int) -> None:
        """An end with these access flags exists now."""
        mode = flags & O_ACCMODE
        if mode in (O_RDONLY, O_RDWR):
            self.ring.readers += 1
            self.reader_opens += 1
        if mode in (O_WRONLY, O_RDWR):
            self.ring.writers += 1
            self.writer_opens += 1
        self.changed.wake_all()

    def remove(self, flags: int) -> None:
        """That end is closed."""
        mode = flags & O_ACCMODE
        if mode in (O_RDONLY, O_RDWR):
            self.ring.readers -= 1
        if mode in (O_WRONLY, O_RDWR):
            self.ring.writers -= 1
        self.changed.wake_all()

    def watch(self) -> None:
        self._watchers += 1
        self.ring.watched = True

    def unwatch(self) -> None:
        self._watchers -= 1
        self.ring.watched = self._watchers > 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        self.watch()
        try:
            yield
        finally:
            self.unwatch()


def on_ring(ring: Ring) -> None:
    """The core's ring handler: readiness of a watched ring has changed."""
    pipe: Any = ring.owner
    if pipe is not None:
        pipe.changed.wake_all()


class PipeEnd(Description):
    """One end, or both of a fifo opened read-write."""

    def __init__(self, pipe: Pipe, dentry: Dentry, flags: int) -> None:
        super().__init__(dentry, flags)
        self.pipe = pipe
        self._descriptors: set[tuple[Any, int]] = set()
        pipe.add(flags)

    def close(self) -> None:
        self.pipe.remove(self.flags)

    # --- bindings ---

    def attached(self, holder: Any, descriptor: int) -> None:
        self._descriptors.add((holder, descriptor))
        super().attached(holder, descriptor)

    def detached(self, holder: Any, descriptor: int) -> None:
        self._descriptors.discard((holder, descriptor))
        super().detached(holder, descriptor)

    def bind(self, context: Context, descriptor: int) -> None:
        if self.is_nonblocking or self.flags & O_ACCMODE == O_RDWR:
            return
        context.bind_ring(descriptor, self.pipe.ring, READ if self.can_read else WRITE)

    def set_flags(self, flags: int) -> None:
        super().set_flags(flags)
        for table, descriptor in self._descriptors:
            table.rebind(descriptor)

    # --- bytes ---

    async def read(self, thread: Caller, size: int) -> bytes:
        ring = self.pipe.ring
        while True:
            if ring.used or size == 0:
                return ring.read(size)
            if not ring.writers:
                return b""
            if self.is_nonblocking:
                raise SyscallError(Errno.EAGAIN)
            with self.pipe.watched():
                await wait(self.pipe.changed)

    async def write(self, thread: Caller, data: bytes) -> int:
        ring = self.pipe.ring
        done = 0
        while True:
            if not ring.readers:
                return self._broken(thread, done)
            done += ring.write(data[done:])
            if done == len(data):
                return done
            if self.is_nonblocking:
                return self._done_or(done, SyscallError(Errno.EAGAIN))
            try:
                with self.pipe.watched():
                    await wait(self.pipe.changed)
            except Interrupted as interrupted:
                return self._done_or(done, interrupted)

    def _broken(self, thread: Caller, done: int) -> int:
        thread.process.send_signal(Signal.SIGPIPE)
        return self._done_or(done, SyscallError(Errno.EPIPE))

    @staticmethod
    def _done_or(done: int, error: SyscallError) -> int:
        if not done:
            raise error
        return done

    def available(self) -> int:
        return self.pipe.ring.used

    # --- readiness ---

    def readiness(self, thread: Caller) -> int:
        ring, ready = self.pipe.ring, 0
        if self.can_read:
            if ring.used:
                ready |= READABLE
            if not ring.writers:
                ready |= POLLHUP
        if self.can_write:
            if ring.capacity - ring.used >= PIPE_BUF:
                ready |= WRITABLE
            if not ring.readers:
                ready |= POLLERR
        return ready

    def queues(self, thread: Caller, events: int) -> tuple[WaitQueue, ...]:
        return (self.pipe.changed,)

    def watch(self) -> None:
        self.pipe.watch()

    def unwatch(self) -> None:
        self.pipe.unwatch()


class PipeFs(FileSystem):
    """Pipes without a name. Their times are the enclave's start: reading the clock would cost more than the pipe."""

    type_name = b"pipefs"

    def __init__(self, started_ns: int) -> None:
        super().__init__()
        self._started_ns = started_ns

    def now_ns(self) -> int:
        return self._started_ns

    def facts(self) -> FileSystemFacts:
        return FileSystemFacts(PIPEFS_MAGIC)


class PipeInode(Inode):
    """The inode of a pipe without a name; /proc/self/fd opens it again."""

    def __init__(self, file_system: FileSystem, pipe: Pipe) -> None:
        super().__init__(file_system, S_IFIFO | 0o600)
        self.pipe = pipe

    def open(self, flags: int, dentry: Dentry) -> Description:
        return PipeEnd(self.pipe, dentry, flags)


def new_pipe(file_system: FileSystem, new_ring: NewRing, flags: int) -> tuple[PipeEnd, PipeEnd]:
    """pipe2(2): read end, write end. `flags` may hold O_NONBLOCK. MemoryError if there is no ring left."""
    pipe = Pipe(new_ring)
    inode = PipeInode(file_system, pipe)
    dentry = anonymous(inode, b"pipe:[%d]" % inode.number)
    flags &= O_NONBLOCK
    return PipeEnd(pipe, dentry, O_RDONLY | flags), PipeEnd(pipe, dentry, O_WRONLY | flags)
