"""The terminal behind a stream: its settings and its size, by ioctl(2)."""

from __future__ import annotations

import array
import fcntl
import termios

from cloister.abi.termios import TCSETS, TERMIOS_SIZE, WINSIZE_SIZE
from cloister.host.files import Replies
from cloister.host.streams import Streams


class Terminal:
    """Serves terminal_*: ENOTTY where the stream is no terminal."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    def terminal_get(self, stream: int) -> Replies:
        return (fcntl.ioctl(self._streams.descriptor(stream), termios.TCGETS, bytes(TERMIOS_SIZE)),)

    def terminal_set(self, stream: int, when: int, settings: bytes) -> Replies:
        fcntl.ioctl(self._streams.descriptor(stream), TCSETS + when, settings)
        return ()

    def terminal_get_size(self, stream: int) -> Replies:
        return (fcntl.ioctl(self._streams.descriptor(stream), termios.TIOCGWINSZ, bytes(WINSIZE_SIZE)),)

    def terminal_set_size(self, stream: int, winsize: bytes) -> Replies:
        fcntl.ioctl(self._streams.descriptor(stream), termios.TIOCSWINSZ, winsize)
        return ()

    def terminal_pending(self, stream: int) -> Replies:
        count = array.array("i", [0])
        fcntl.ioctl(self._streams.descriptor(stream), termios.FIONREAD, count)
        return (count[0],)

    def terminal_flush(self, stream: int, which: int) -> Replies:
        termios.tcflush(self._streams.descriptor(stream), which)
        return ()
