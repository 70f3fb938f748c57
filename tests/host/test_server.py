import errno
import os
import threading
from pathlib import Path

import pytest

from cloister.abi import ocalls
from cloister.abi.ocalls import Ocall, Value
from cloister.abi.poll import POLLFD, POLLHUP, POLLIN, POLLNVAL, POLLOUT
from cloister.host.server import Host


def call(host: Host, ocall: Ocall, *arguments: Value) -> tuple[Value, ...]:
    return host.call(ocall.number, arguments)


def handle(host: Host) -> int:
    status, root = call(host, ocalls.FILE_ROOT)
    assert status == 0
    return int(root)


def test_every_ocall_is_served_with_replies_of_its_kinds(host: Host) -> None:
    """Harmless arguments: whatever the answer, it is what the table declares."""
    smallest = {ocalls.Integer: lambda kind: max(kind.low, 0), ocalls.Bytes: lambda kind: b"x" * kind.min_size}
    for ocall in ocalls.TABLE:
        arguments = [
            0 if ocall is ocalls.POLL and index else smallest[type(kind)](kind)
            for index, kind in enumerate(ocall.arguments)
        ]
        status, *values = call(host, ocall, *arguments)
        assert ocalls.STATUS.accepts(status), ocall.name
        if status == 0:
            assert all(kind.accepts(value) for kind, value in zip(ocall.replies, values, strict=True)), ocall.name
        else:
            assert not values


@pytest.mark.parametrize(
    "arguments",
    [(), (0,), (0, b"file", 1), (0, b""), (0, b"x" * 256), (-1, b"file"), (0, "file"), (True, b"file"), (1.0, b"file")],
)
def test_arguments_outside_the_table_are_einval(host: Host, arguments: tuple[Value, ...]) -> None:
    assert host.call(ocalls.FILE_STAT.number, arguments) == (errno.EINVAL,)
    assert host.call(len(ocalls.TABLE), ()) == host.call(-1, ()) == (errno.EINVAL,)


def test_files_are_stated_opened_read_and_closed(host: Host) -> None:
    directory = handle(host)
    status, mode, size, *_rest = call(host, ocalls.FILE_STAT, directory, b"file")
    assert (status, size) == (0, 7)
    assert int(mode) & 0o170000 == 0o100000
    status, file = call(host, ocalls.FILE_OPEN, directory, b"file")
    assert call(host, ocalls.FILE_READ, file, 3, 100) == (0, b"tent")
    assert call(host, ocalls.FILE_READ, file, 100, 100) == (0, b"")
    assert call(host, ocalls.FILE_CLOSE, file) == (0,)
    assert call(host, ocalls.FILE_READ, file, 0, 1) == (errno.EBADF,)
    status, names = call(host, ocalls.FILE_LIST, directory)
    assert sorted(bytes(names).split(b"\0")) == [b"", b"dir", b"file", b"link", b"up"]


@pytest.mark.parametrize("name", [b"..", b".", b"../secret", b"dir/../file", b"/etc/passwd", b"link", b"up", b"a\0b"])
def test_nothing_outside_the_root_is_opened(host: Host, name: bytes) -> None:
    status, *rest = call(host, ocalls.FILE_OPEN, handle(host), name)
    assert status in (errno.EINVAL, errno.ELOOP)
    assert not rest


def test_symlinks_are_told_not_followed(host: Host) -> None:
    directory = handle(host)
    assert call(host, ocalls.FILE_READLINK, directory, b"link") == (0, b"../secret")
    _status, mode, *_rest = call(host, ocalls.FILE_STAT, directory, b"link")
    assert int(mode) & 0o170000 == 0o120000


def test_fifos_and_devices_are_not_opened(host: Host, root: Path) -> None:
    os.mkfifo(root / "fifo")
    assert call(host, ocalls.FILE_OPEN, handle(host), b"fifo") == (errno.EACCES,)


def test_handles_are_bounded(host: Host) -> None:
    statuses = {call(host, ocalls.FILE_ROOT)[0] for _ in range(600)}
    assert statuses == {0, errno.ENFILE}


def test_a_host_without_a_root_says_so() -> None:
    host = Host(None, (-1, -1, -1))
    assert call(host, ocalls.FILE_ROOT) == (errno.ENOENT,)
    host.close()


def test_a_root_that_is_no_directory_is_an_error(root: Path) -> None:
    with pytest.raises(NotADirectoryError):
        Host(root / "file")


def test_streams_never_block() -> None:
    stdin, feed = os.pipe()
    drain, stdout = os.pipe()
    host = Host(None, (stdin, stdout, -1))
    assert call(host, ocalls.STREAM_READ, 0, 10) == (errno.EAGAIN,)
    os.write(feed, b"abc")
    assert call(host, ocalls.STREAM_READ, 0, 10) == (0, b"abc")
    os.close(feed)
    assert call(host, ocalls.STREAM_READ, 0, 10) == (0, b"")
    assert call(host, ocalls.STREAM_WRITE, 1, bytes(1 << 20)) == (0, 65536)
    assert call(host, ocalls.STREAM_WRITE, 1, b"x") == (errno.EAGAIN,)
    assert os.get_blocking(stdin)
    assert os.get_blocking(stdout)
    os.close(drain)
    assert call(host, ocalls.STREAM_WRITE, 1, b"x") == (errno.EPIPE,)
    assert call(host, ocalls.STREAM_STAT, 2) == (errno.EBADF,)
    host.close()
    os.close(stdin)
    os.close(stdout)


def poll(host: Host, timeout_ns: int, *asked: tuple[int, int]) -> list[tuple[int, ...]]:
    status, answer = call(host, ocalls.POLL, b"".join(POLLFD.pack(*entry, 0) for entry in asked), timeout_ns)
    assert status == 0
    return [(stream, revents) for stream, _events, revents in POLLFD.iter_unpack(bytes(answer))]


def test_poll_tells_which_streams_are_ready() -> None:
    stdin, feed = os.pipe()
    host = Host(None, (stdin, feed, -1))
    assert poll(host, 0, (0, POLLIN)) == []
    assert poll(host, -1, (0, POLLIN), (1, POLLOUT)) == [(1, POLLOUT)]
    os.write(feed, b"x")
    assert poll(host, -1, (0, POLLIN)) == [(0, POLLIN)]
    os.read(stdin, 1)
    assert poll(host, -1, (2, POLLIN)) == [(2, POLLNVAL)]
    os.close(feed)
    assert poll(host, -1, (0, POLLIN)) == [(0, POLLHUP)]
    host.close()
    os.close(stdin)


def test_two_streams_of_one_descriptor_are_both_told() -> None:
    stdin, feed = os.pipe()
    host = Host(None, (-1, feed, feed))
    assert poll(host, -1, (1, POLLOUT), (2, POLLOUT)) == [(1, POLLOUT), (2, POLLOUT)]
    host.close()
    os.close(stdin)
    os.close(feed)


def test_the_doorbell_ends_a_poll_from_another_thread(host: Host) -> None:
    ringer = threading.Thread(target=host.ring)
    ringer.start()
    assert poll(host, -1) == []
    ringer.join()
    assert poll(host, 0) == []


def test_a_ring_before_the_poll_is_not_lost(host: Host) -> None:
    host.ring()
    host.ring()
    assert poll(host, -1) == []
