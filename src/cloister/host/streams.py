"""stdin, stdout and stderr. No call blocks, yet O_NONBLOCK is never set: it would leak to who shares the terminal."""

from __future__ import annotations

import errno
import os
import select
import stat

from cloister.host.files import Replies, stat_replies

_PIPE_BUF = 4096
"""A pipe or terminal that polls writable takes this much without blocking."""


class Streams:
    """Serves stream_*. `descriptors` are the host's, in the order stdin, stdout, stderr; -1 for a closed one."""

    def __init__(self, descriptors: tuple[int, int, int]) -> None:
        self._descriptors = descriptors
        self._blocking: dict[int, bool] = {}

    def descriptor(self, stream: int) -> int:
        """EBADF if the stream is closed."""
        descriptor = self._descriptors[stream]
        if descriptor < 0:
            raise OSError(errno.EBADF, "stream is closed")
        return descriptor

    def stream_stat(self, stream: int) -> Replies:
        return stat_replies(os.fstat(self.descriptor(stream)))

    def stream_read(self, stream: int, size: int) -> Replies:
        descriptor = self.descriptor(stream)
        if not _is_ready(descriptor, select.POLLIN):
            raise BlockingIOError(errno.EAGAIN, "nothing to read")
        return (os.read(descriptor, size),)

    def stream_write(self, stream: int, data: bytes) -> Replies:
        descriptor = self.descriptor(stream)
        if not self._may_block(descriptor):
            return (os.write(descriptor, data),)
        return (_write_nowait(descriptor, data),)

    def _may_block(self, descriptor: int) -> bool:
        """Pipes, sockets and terminals do; asked of the kernel once, because a stream does not change."""
        if descriptor not in self._blocking:
            mode = os.fstat(descriptor).st_mode
            self._blocking[descriptor] = stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)
        return self._blocking[descriptor]

    def stream_seek(self, stream: int, offset: int, whence: int) -> Replies:
        return (os.lseek(self.descriptor(stream), offset, whence),)


def _is_ready(descriptor: int, events: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, events)
    return bool(poll.poll(0))


def _write_nowait(descriptor: int, data: bytes) -> int:
    """Writes in pieces that cannot block, as long as there is room. EAGAIN if there is none at all."""
    done = 0
    while done < len(data) and _is_ready(descriptor, select.POLLOUT):
        try:
            done += os.write(descriptor, data[done : done + _PIPE_BUF])
        except OSError:
            if done:
                return done
            raise
    if data and not done:
        raise BlockingIOError(errno.EAGAIN, "no room")
    return done
