"""The OCALL table: every exit from the enclave to the host, declared once. Bytes and integers only.

A call is `call(number, arguments) -> replies`: a flat tuple each way. The first reply is a status: 0, or a positive
errno with nothing after it. `libos.ocall` makes the calls and checks the replies, `host.server` checks the arguments
and serves them; the table is all that the two sides share, so the host side can be another process.

A *handle* names a file or directory below the root, a *stream* is 0, 1 or 2: the enclave's stdin, stdout, stderr.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Value = int | bytes
Transport = Callable[[int, tuple[Value, ...]], tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Integer:
    """An integer in [low, high]."""

    low: int
    high: int

    def accepts(self, value: object) -> bool:
        return type(value) is int and self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Bytes:
    """At most max_size bytes, at least min_size."""

    max_size: int
    min_size: int = 0

    def accepts(self, value: object) -> bool:
        return type(value) is bytes and self.min_size <= len(value) <= self.max_size


Kind = Integer | Bytes


def are_all_accepted(kinds: tuple[Kind, ...], values: tuple[object, ...]) -> bool:
    """As many values as kinds, each of its kind."""
    if len(kinds) != len(values):
        return False
    # a loop, because this is on the path of every OCALL, twice: all() of a generator takes double
    for kind, value in zip(kinds, values, strict=True):  # noqa: SIM110
        if not kind.accepts(value):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Ocall:
    """One declaration. `number` is its index in TABLE."""

    number: int
    name: str
    arguments: tuple[Kind, ...]
    replies: tuple[Kind, ...]


TABLE: Final[list[Ocall]] = []


def _declare(name: str, arguments: tuple[Kind, ...], replies: tuple[Kind, ...] = ()) -> Ocall:
    ocall = Ocall(len(TABLE), name, arguments, replies)
    TABLE.append(ocall)
    return ocall


MAX_TRANSFER: Final = 1 << 20
"""Bytes of one read or write at most."""
MAX_LISTING: Final = 1 << 24
"""Bytes of one directory's names at most."""
MAX_ERRNO: Final = 133

_I64 = (1 << 63) - 1
_STATUS_RANGE = Integer(0, MAX_ERRNO)
_HANDLE = Integer(0, (1 << 31) - 1)
_STREAM = Integer(0, 2)
_NAME = Bytes(255, 1)
_OFFSET = Integer(0, _I64)
_TIME = Integer(0, _I64)
_OLD_TIME = Integer(-_I64, _I64)
_U32 = Integer(0, (1 << 32) - 1)
_U64 = Integer(0, (1 << 64) - 1)
_TRANSFER_SIZE = Integer(0, MAX_TRANSFER)
_TRANSFER = Bytes(MAX_TRANSFER)
_TERMIOS = Bytes(36, 36)
_WINSIZE = Bytes(8, 8)
_POLLFDS = Bytes(8 * 65536)

STATUS: Final = _STATUS_RANGE

STAT_REPLY: Final[tuple[Kind, ...]] = (_U32, _OFFSET, _U64, _U32, _U32, _U32, _OLD_TIME, _OLD_TIME, _OLD_TIME)
"""mode, size, inode, link count, uid, gid, atime_ns, mtime_ns, ctime_ns."""

# --- files below the root directory, read-only -----------------------------------------------------------------------

FILE_ROOT: Final = _declare("file_root", (), (_HANDLE,))
"""-> handle of the root directory. ENOENT: the enclave has none."""
FILE_STAT: Final = _declare("file_stat", (_HANDLE, _NAME), STAT_REPLY)
"""directory, name ("." for the directory itself). Symlinks are not followed."""
FILE_OPEN: Final = _declare("file_open", (_HANDLE, _NAME), (_HANDLE,))
"""directory, name -> handle of the directory or regular file; a symlink is ELOOP, all else EACCES."""
FILE_READ: Final = _declare("file_read", (_HANDLE, _OFFSET, _TRANSFER_SIZE), (_TRANSFER,))
"""handle, offset, size -> bytes, short only at the end of the file."""
FILE_READLINK: Final = _declare("file_readlink", (_HANDLE, _NAME), (Bytes(4095),))
FILE_LIST: Final = _declare("file_list", (_HANDLE,), (Bytes(MAX_LISTING),))
"""directory -> its names without "." and "..", each followed by NUL."""
FILE_CLOSE: Final = _declare("file_close", (_HANDLE,))

# --- stdin, stdout, stderr -------------------------------------------------------------------------------------------

STREAM_STAT: Final = _declare("stream_stat", (_STREAM,), STAT_REPLY)
STREAM_READ: Final = _declare("stream_read", (_STREAM, _TRANSFER_SIZE), (_TRANSFER,))
"""Never blocks: EAGAIN. Empty at the end of the file."""
STREAM_WRITE: Final = _declare("stream_write", (_STREAM, _TRANSFER), (_TRANSFER_SIZE,))
"""-> bytes written. Never blocks: EAGAIN when nothing could be written."""
STREAM_SEEK: Final = _declare("stream_seek", (_STREAM, Integer(-_I64, _I64), Integer(0, 2)), (_OFFSET,))
"""offset, whence -> new offset, which other host processes may share."""
POLL: Final = _declare("poll", (_POLLFDS, Integer(-1, _I64)), (_POLLFDS,))
"""struct pollfd array of streams, timeout in ns (-1: none) -> those that are ready; none if a doorbell rang."""

# --- the terminal behind a stream ------------------------------------------------------------------------------------

TERMINAL_GET: Final = _declare("terminal_get", (_STREAM,), (_TERMIOS,))
"""-> struct termios. ENOTTY if the stream is no terminal."""
TERMINAL_SET: Final = _declare("terminal_set", (_STREAM, Integer(0, 2), _TERMIOS))
"""When (TCSANOW, TCSADRAIN, TCSAFLUSH), struct termios."""
TERMINAL_GET_SIZE: Final = _declare("terminal_get_size", (_STREAM,), (_WINSIZE,))
TERMINAL_SET_SIZE: Final = _declare("terminal_set_size", (_STREAM, _WINSIZE))
TERMINAL_PENDING: Final = _declare("terminal_pending", (_STREAM,), (Integer(0, (1 << 31) - 1),))
"""-> bytes that can be read at once (FIONREAD)."""
TERMINAL_FLUSH: Final = _declare("terminal_flush", (_STREAM, Integer(0, 2)))
"""TCIFLUSH, TCOFLUSH or TCIOFLUSH."""

# --- time and randomness ---------------------------------------------------------------------------------------------

CLOCK_READ: Final = _declare("clock_read", (Integer(0, 11),), (_TIME,))
"""clock_gettime(2) clock number -> nanoseconds."""
RANDOM: Final = _declare("random", (_TRANSFER_SIZE,), (_TRANSFER,))
"""size -> that many random bytes. An enclave on hardware uses RDRAND instead."""
