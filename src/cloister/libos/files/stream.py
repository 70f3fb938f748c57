"""The enclave's stdin, stdout and stderr: streams of the host, which never blocks the enclave in them."""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.poll import ALWAYS, POLLIN, POLLOUT, READABLE, WRITABLE
from cloister.abi.signal import Signal
from cloister.abi.stat import S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK
from cloister.libos.errors import Interrupted, SyscallError
from cloister.libos.files.description import Description
from cloister.libos.ocall import Host, HostStat
from cloister.libos.vfs.dentry import Dentry, anonymous
from cloister.libos.vfs.inode import FileSystem, Inode
from cloister.libos.wait import WaitQueue, wait

if TYPE_CHECKING:
    from cloister.libos.caller import Caller


class StreamInode(Inode):
    """What fstat(2) shows of a stream: the host's word on its type and size."""

    def __init__(self, file_system: FileSystem, host: Host, stream: int, facts: HostStat) -> None:
        super().__init__(file_system, facts.mode, uid=facts.uid, gid=facts.gid)
        self.host = host
        self.stream = stream
        self.atime_ns, self.mtime_ns, self.ctime_ns = facts.atime_ns, facts.mtime_ns, facts.ctime_ns

    @property
    def size(self) -> int:
        return self.host.stream_stat(self.stream).size if self.is_regular else 0

    def open(self, flags: int, dentry: Dentry) -> Description:
        return Stream(self, dentry, flags)


class Stream(Description):
    """A pipe, file or socket of the host."""

    def __init__(self, inode: StreamInode, dentry: Dentry, flags: int) -> None:
        super().__init__(dentry, flags)
        self.host = inode.host
        self.stream = inode.stream
        self.is_seekable = inode.mode & S_IFMT == S_IFREG

    async def read(self, thread: Caller, size: int) -> bytes:
        while True:
            try:
                return self.host.stream_read(self.stream, size)
            except SyscallError as error:
                if error.errno is not Errno.EAGAIN or self.is_nonblocking:
                    raise
            await wait(thread.kernel.host_waits.queue(self.stream, POLLIN))

    async def write(self, thread: Caller, data: bytes) -> int:
        done = 0
        while done < len(data):
            try:
                done += self.host.stream_write(self.stream, data[done:])
                continue
            except SyscallError as error:
                if error.errno is not Errno.EAGAIN or self.is_nonblocking:
                    return self._failed(thread, done, error)
            try:
                await wait(thread.kernel.host_waits.queue(self.stream, POLLOUT))
            except Interrupted as interrupted:
                return self._failed(thread, done, interrupted)
        return done

    def _failed(self, thread: Caller, done: int, error: SyscallError) -> int:
        """What was written before counts; a broken pipe raises SIGPIPE."""
        if error.errno is Errno.EPIPE:
            thread.process.send_signal(Signal.SIGPIPE)
        if not done:
            raise error
        return done

    def seek(self, offset: int, whence: int) -> int:
        if not self.is_seekable:
            raise SyscallError(Errno.ESPIPE)
        return self.host.stream_seek(self.stream, offset, whence)

    def available(self) -> int:
        return self.host.terminal_pending(self.stream)

    def readiness(self, thread: Caller) -> int:
        asked = (POLLIN if self.can_read else 0) | (POLLOUT if self.can_write else 0)
        ready = dict(self.host.poll([(self.stream, asked)], 0)).get(self.stream, 0)
        return (READABLE if ready & POLLIN else 0) | (WRITABLE if ready & POLLOUT else 0) | ready & ALWAYS

    def queues(self, thread: Caller, events: int) -> tuple[WaitQueue, ...]:
        return tuple(
            thread.kernel.host_waits.queue(self.stream, event) for event in (POLLIN, POLLOUT) if events & event
        )


_KINDS = {S_IFIFO: b"pipe:[%d]", S_IFSOCK: b"socket:[%d]", S_IFREG: b"/dev/host/%d"}


def stream_dentry(inode: StreamInode) -> Dentry:
    """A place for a stream that is no terminal."""
    return anonymous(inode, _KINDS.get(inode.kind, b"host:[%d]") % inode.number)
