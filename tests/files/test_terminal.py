"""Streams and job control, with a host whose stdin is a terminal (a pseudo-terminal of the test's)."""

import os
import pty
import tty
from collections.abc import Iterator

import pytest
from guest import Guest, new_host, new_kernel

from cloister.abi.errno import Errno
from cloister.abi.fcntl import F_SETFL, O_NOCTTY, O_NONBLOCK, O_RDWR
from cloister.abi.signal import Signal
from cloister.abi.termios import (
    TCGETS,
    TCSETSW,
    TERMIOS_SIZE,
    TIOCGPGRP,
    TIOCGWINSZ,
    TIOCNOTTY,
    TIOCSCTTY,
    TIOCSPGRP,
    TIOCSWINSZ,
)


@pytest.fixture
def screen() -> Iterator[tuple[Guest, int]]:
    """A session leader on the terminal, and the terminal's other side."""
    outer, inner = pty.openpty()
    tty.setraw(inner)
    host = new_host(None, (inner, inner, inner))
    guest = Guest(new_kernel(host.call))
    guest.kernel.services.open_standard_streams(guest.process.files)
    guest.kernel.services.console.acquire(guest.process.sid, guest.process.pgid)
    yield guest, outer
    host.close()
    os.close(outer)
    os.close(inner)


def test_bytes_go_both_ways(screen: tuple[Guest, int]) -> None:
    guest, outer = screen
    guest.write(1, b"to you")
    assert os.read(outer, 100) == b"to you"
    reader = guest.blocks("read", 0, guest.buffer(10), 10)
    os.write(outer, b"typed")
    guest.kernel.host_waits.wake_all()
    assert reader.resume() == 5


def test_a_nonblocking_read_of_a_silent_terminal_is_eagain(screen: tuple[Guest, int]) -> None:
    guest, outer = screen
    guest.do("fcntl", 0, F_SETFL, O_NONBLOCK)
    assert guest.fails("read", 0, guest.buffer(1), 1) is Errno.EAGAIN
    assert os.get_blocking(outer)


def test_settings_and_size_pass_through(screen: tuple[Guest, int]) -> None:
    guest, _outer = screen
    settings = guest.buffer(TERMIOS_SIZE)
    guest.do("ioctl", 0, TCGETS, settings)
    guest.do("ioctl", 0, TCSETSW, settings)
    size = guest.buffer(bytes([24, 0, 80, 0, 0, 0, 0, 0]))
    guest.do("ioctl", 0, TIOCSWINSZ, size)
    answer = guest.buffer(8)
    guest.do("ioctl", 0, TIOCGWINSZ, answer)
    assert guest.memory.read(answer, 4) == bytes([24, 0, 80, 0])
    assert guest.fails("ioctl", 0, 0x5499, 0) is Errno.ENOTTY
    assert guest.fails("ioctl", 0, TCGETS, 0) is Errno.EFAULT


def test_the_foreground_group_is_moved_and_told(screen: tuple[Guest, int]) -> None:
    guest, _outer = screen
    child = guest.fork(7)
    child.process.pgid = 7
    guest.do("ioctl", 0, TIOCSPGRP, guest.buffer((7).to_bytes(4, "little")))
    answer = child.buffer(4)
    child.do("ioctl", 0, TIOCGPGRP, answer)
    assert child.memory.read_u32(answer) == 7
    assert guest.kernel.services.console.foreground == 7


def test_strange_foreground_groups_are_refused(screen: tuple[Guest, int]) -> None:
    guest, _outer = screen
    assert guest.fails("ioctl", 0, TIOCSPGRP, guest.buffer((99).to_bytes(4, "little"))) is Errno.ESRCH
    stranger = guest.fork(8)
    stranger.process.pgid = stranger.process.sid = 8
    assert guest.fails("ioctl", 0, TIOCSPGRP, guest.buffer((8).to_bytes(4, "little"))) is Errno.EPERM
    assert stranger.fails("ioctl", 0, TIOCGPGRP, stranger.buffer(4)) is Errno.ENOTTY


def test_a_background_reader_is_stopped_with_its_group(screen: tuple[Guest, int]) -> None:
    guest, _outer = screen
    child, partner = guest.fork(7), guest.fork(8)
    child.process.pgid = partner.process.pgid = 7
    assert child.blocks("read", 0, child.buffer(1), 1).interrupt() == -Errno.EINTR
    assert child.process.sent[Signal.SIGTTIN] == partner.process.sent[Signal.SIGTTIN] == 1
    child.process.signals.ignored.add(Signal.SIGTTIN)
    assert child.fails("read", 0, child.buffer(1), 1) is Errno.EIO


def test_a_background_process_that_ignores_sigttou_may_take_the_foreground(screen: tuple[Guest, int]) -> None:
    guest, _outer = screen
    child = guest.fork(7)
    child.process.pgid = 7
    group = child.buffer((7).to_bytes(4, "little"))
    assert child.blocks("ioctl", 0, TIOCSPGRP, group).interrupt() == -Errno.EINTR
    assert child.process.sent[Signal.SIGTTOU] == 1
    child.process.signals.ignored.add(Signal.SIGTTOU)
    child.do("ioctl", 0, TIOCSPGRP, group)
    assert guest.kernel.services.console.foreground == 7


def test_a_session_leader_gives_its_terminal_up_and_takes_it_again(screen: tuple[Guest, int]) -> None:
    guest, _outer = screen
    guest.do("ioctl", 0, TIOCNOTTY)
    assert guest.fails("ioctl", 0, TIOCGPGRP, guest.buffer(4)) is Errno.ENOTTY
    guest.do("ioctl", 0, TIOCSCTTY)
    guest.do("ioctl", 0, TIOCGPGRP, guest.buffer(4))
    guest.kernel.services.console.release()
    assert guest.fails("open", b"/dev/tty", O_RDWR) is Errno.ENXIO
    guest.do("open", b"/dev/pts/0", O_RDWR | O_NOCTTY)
    assert guest.kernel.services.console.session == 0
    guest.do("open", b"/dev/pts/0", O_RDWR)
    assert guest.kernel.services.console.session == guest.process.sid


def test_the_terminal_is_found_under_its_name(screen: tuple[Guest, int]) -> None:
    guest, outer = screen
    buffer = guest.buffer(64)
    size = guest.do("readlink", b"/proc/self/fd/0", buffer, 64)
    assert guest.memory.read(buffer, size) == b"/dev/pts/0"
    again = guest.do("open", b"/dev/tty", O_RDWR)
    guest.write(again, b"x")
    assert os.read(outer, 10) == b"x"


@pytest.fixture
def piped() -> Iterator[tuple[Guest, int, int]]:
    """A guest with pipes for stdin and stdout: (guest, their write end of stdin, their read end of stdout)."""
    stdin, feed = os.pipe()
    drain, stdout = os.pipe()
    host = new_host(None, (stdin, stdout, -1))
    guest = Guest(new_kernel(host.call))
    guest.kernel.services.open_standard_streams(guest.process.files)
    yield guest, feed, drain
    host.close()
    for descriptor in (stdin, stdout):
        os.close(descriptor)


def test_a_piped_stdin_blocks_delivers_and_ends(piped: tuple[Guest, int, int]) -> None:
    guest, feed, drain = piped
    reader = guest.blocks("read", 0, guest.buffer(10), 10)
    os.write(feed, b"abc")
    guest.kernel.host_waits.wake_all()
    assert reader.resume() == 3
    os.close(feed)
    assert guest.read(0) == b""
    assert guest.fails("lseek", 0, 0, 0) is Errno.ESPIPE
    os.close(drain)


def test_a_full_stdout_blocks_only_its_writer(piped: tuple[Guest, int, int]) -> None:
    guest, feed, drain = piped
    size = 200_000
    writer = guest.blocks("write", 1, guest.buffer(b"y" * size), size)
    received = 0
    while received < size:
        received += len(os.read(drain, 65536))
        guest.kernel.host_waits.wake_all()
        if writer.is_woken and isinstance(done := writer.resume(), int):
            assert done == size
    assert received == size
    os.close(drain)
    assert guest.fails("write", 1, b"x", 1) is Errno.EPIPE
    assert guest.process.sent[Signal.SIGPIPE] == 1
    os.close(feed)


def test_a_closed_stderr_is_a_free_descriptor(piped: tuple[Guest, int, int]) -> None:
    guest, feed, drain = piped
    assert guest.do("open", b"/dev/null") == 2
    os.close(feed)
    os.close(drain)
