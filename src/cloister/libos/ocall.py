"""The enclave's side of the wall: typed OCALLs. Every reply of the host is an allegation, checked here and only here.

A reply of the wrong shape, type or range becomes EIO for the syscall that asked, never an exception of another kind:
the host may deny service, nothing more. What a well-formed reply says may still be a lie; callers that depend on more
than its shape (monotonic time, names without a slash) check that here, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cloister.abi import ocalls
from cloister.abi.errno import Errno
from cloister.abi.ocalls import MAX_TRANSFER, Ocall, Transport, Value
from cloister.abi.poll import ALWAYS, POLLFD
from cloister.libos.errors import SyscallError


class BadReply(SyscallError):
    """The host answered what the table does not allow: EIO."""

    def __init__(self) -> None:
        super().__init__(Errno.EIO)


@dataclass(frozen=True, slots=True)
class HostStat:
    """What the host says of one of its files."""

    mode: int
    size: int
    inode: int
    link_count: int
    uid: int
    gid: int
    atime_ns: int
    mtime_ns: int
    ctime_ns: int


class Host:
    """All OCALLs as methods. Each raises SyscallError: the host's errno, or EIO for a bad reply (counted)."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.bad_reply_count = 0

    # --- files below the root ---

    def file_root(self) -> int:
        return self._integer(ocalls.FILE_ROOT)

    def file_stat(self, directory: int, name: bytes) -> HostStat:
        return HostStat(*self._call(ocalls.FILE_STAT, directory, name))

    def file_open(self, directory: int, name: bytes) -> int:
        return self._integer(ocalls.FILE_OPEN, directory, name)

    def file_read(self, handle: int, offset: int, size: int) -> bytes:
        """Up to `size` bytes; short only at the end of the file."""
        return self._sized(size, ocalls.FILE_READ, handle, offset, size)

    def file_readlink(self, directory: int, name: bytes) -> bytes:
        (target,) = self._call(ocalls.FILE_READLINK, directory, name)
        if b"\0" in target:
            raise self._bad_reply()
        return bytes(target)

    def file_list(self, directory: int) -> list[bytes]:
        """Names in the directory; each is a legal file name, none comes twice."""
        (packed,) = self._call(ocalls.FILE_LIST, directory)
        names = packed.split(b"\0")
        if names.pop() != b"" or not all(map(is_file_name, names)) or len(set(names)) != len(names):
            raise self._bad_reply()
        return list(names)

    def file_close(self, handle: int) -> None:
        self._call(ocalls.FILE_CLOSE, handle)

    # --- streams ---

    def stream_stat(self, stream: int) -> HostStat:
        return HostStat(*self._call(ocalls.STREAM_STAT, stream))

    def stream_read(self, stream: int, size: int) -> bytes:
        """What is there, at most `size`; EAGAIN if nothing is, b"" at the end."""
        return self._sized(size, ocalls.STREAM_READ, stream, min(size, MAX_TRANSFER))

    def stream_write(self, stream: int, data: bytes) -> int:
        """How many bytes the host took; EAGAIN if none."""
        data = data[:MAX_TRANSFER]
        count = self._integer(ocalls.STREAM_WRITE, stream, data)
        if count > len(data) or (count == 0 and data):
            raise self._bad_reply()
        return count

    def stream_seek(self, stream: int, offset: int, whence: int) -> int:
        return self._integer(ocalls.STREAM_SEEK, stream, offset, whence)

    def poll(self, interests: list[tuple[int, int]], timeout_ns: int) -> list[tuple[int, int]]:
        """(stream, events) pairs -> those that are ready, as (stream, revents); none if the host's doorbell rang.

        A timeout of -1 waits for ever.
        """
        asked = dict(interests)
        packed = b"".join(POLLFD.pack(stream, events, 0) for stream, events in interests)
        (answer,) = self._call(ocalls.POLL, packed, timeout_ns)
        if len(answer) % POLLFD.size:
            raise self._bad_reply()
        ready = []
        for stream, _events, revents in POLLFD.iter_unpack(answer):
            if stream not in asked or revents & ~(asked[stream] | ALWAYS):
                raise self._bad_reply()
            ready.append((stream, revents))
        return ready

    # --- the terminal ---

    def terminal_get(self, stream: int) -> bytes:
        return self._bytes(ocalls.TERMINAL_GET, stream)

    def terminal_set(self, stream: int, when: int, termios: bytes) -> None:
        self._call(ocalls.TERMINAL_SET, stream, when, termios)

    def terminal_get_size(self, stream: int) -> bytes:
        return self._bytes(ocalls.TERMINAL_GET_SIZE, stream)

    def terminal_set_size(self, stream: int, winsize: bytes) -> None:
        self._call(ocalls.TERMINAL_SET_SIZE, stream, winsize)

    def terminal_pending(self, stream: int) -> int:
        return self._integer(ocalls.TERMINAL_PENDING, stream)

    def terminal_flush(self, stream: int, which: int) -> None:
        self._call(ocalls.TERMINAL_FLUSH, stream, which)

    # --- time and randomness ---

    def clock_read(self, clock: int) -> int:
        """Nanoseconds; `libos.clock` adds the promise that time does not run backwards."""
        return self._integer(ocalls.CLOCK_READ, clock)

    def random(self, size: int) -> bytes:
        """Exactly `size` bytes, however many."""
        parts = []
        for offset in range(0, size, MAX_TRANSFER):
            part_size = min(size - offset, MAX_TRANSFER)
            part = self._bytes(ocalls.RANDOM, part_size)
            if len(part) != part_size:
                raise self._bad_reply()
            parts.append(part)
        return b"".join(parts)

    # --- the checks ---

    def _call(self, ocall: Ocall, *arguments: Value) -> tuple[Any, ...]:
        """The replies after the status, each of its declared kind and range."""
        try:
            replies = self._transport(ocall.number, arguments)
        except Exception:  # a hostile or broken transport may raise anything; a syscall sees only EIO
            raise self._bad_reply() from None
        if type(replies) is not tuple or not replies or not ocalls.STATUS.accepts(replies[0]):
            raise self._bad_reply()
        status, values = int(replies[0]), replies[1:]
        if status:
            raise self._host_error(status, values)
        if not ocalls.are_all_accepted(ocall.replies, values):
            raise self._bad_reply()
        return values

    def _host_error(self, status: int, values: tuple[Value, ...]) -> SyscallError:
        if values or status not in _ERRNOS:
            return self._bad_reply()
        return SyscallError(Errno(status))

    def _bad_reply(self) -> BadReply:
        self.bad_reply_count += 1
        return BadReply()

    def _integer(self, ocall: Ocall, *arguments: Value) -> int:
        (value,) = self._call(ocall, *arguments)
        return int(value)

    def _bytes(self, ocall: Ocall, *arguments: Value) -> bytes:
        (value,) = self._call(ocall, *arguments)
        return bytes(value)

    def _sized(self, size: int, ocall: Ocall, *arguments: Value) -> bytes:
        data = self._bytes(ocall, *arguments)
        if len(data) > size:
            raise self._bad_reply()
        return data


_ERRNOS = frozenset(int(errno) for errno in Errno)


def is_file_name(name: bytes) -> bool:
    """True for what can be one component of a path and is not "." or ".."."""
    return 0 < len(name) <= 255 and b"/" not in name and b"\0" not in name and name not in (b".", b"..")
