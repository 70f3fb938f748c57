"""Each OCALL with a host that lies: the answer is an errno (EIO for a malformed reply), never another exception."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from guest import FakeKernel, Guest, new_host, new_kernel

from cloister.abi import ocalls
from cloister.abi.errno import Errno
from cloister.abi.ocalls import TABLE, Bytes, Integer, Kind, Ocall
from cloister.abi.poll import POLLFD, POLLIN
from cloister.libos.clock import Clock
from cloister.libos.errors import SyscallError
from cloister.libos.ocall import Host

CALLS: dict[str, Callable[[Host], Any]] = {
    "file_root": lambda host: host.file_root(),
    "file_stat": lambda host: host.file_stat(1, b"x"),
    "file_open": lambda host: host.file_open(1, b"x"),
    "file_read": lambda host: host.file_read(1, 0, 10),
    "file_readlink": lambda host: host.file_readlink(1, b"x"),
    "file_list": lambda host: host.file_list(1),
    "file_close": lambda host: host.file_close(1),
    "stream_stat": lambda host: host.stream_stat(0),
    "stream_read": lambda host: host.stream_read(0, 10),
    "stream_write": lambda host: host.stream_write(0, b"0123456789"),
    "stream_seek": lambda host: host.stream_seek(0, 0, 0),
    "poll": lambda host: host.poll([(0, POLLIN)], 0),
    "terminal_get": lambda host: host.terminal_get(0),
    "terminal_set": lambda host: host.terminal_set(0, 0, bytes(36)),
    "terminal_get_size": lambda host: host.terminal_get_size(0),
    "terminal_set_size": lambda host: host.terminal_set_size(0, bytes(8)),
    "terminal_pending": lambda host: host.terminal_pending(0),
    "terminal_flush": lambda host: host.terminal_flush(0, 0),
    "clock_read": lambda host: host.clock_read(1),
    "random": lambda host: host.random(10),
}
"""One honest use of each call."""

NONSENSE = [
    None,
    (),
    [0],
    0,
    b"",
    ("0",),
    (True,),
    (-1,),
    (134,),
    (1 << 70,),
    (5, 5),
    (0, 0, 0, 0),
    (0, None),
    (0, "x"),
    (0, bytearray(36)),
    (0, 1.5),
    (0, True),
    (41,),
]
"""Replies that no call of the table allows; 41 is a number below the last errno that names none."""


def replying(reply: object) -> Host:
    return Host(lambda _number, _arguments: reply)  # type: ignore[arg-type,return-value]


def error_of(use: Callable[[Host], Any], host: Host) -> Errno:
    with pytest.raises(SyscallError) as caught:
        use(host)
    return caught.value.errno


def test_every_ocall_is_attacked_here() -> None:
    assert {ocall.name for ocall in TABLE} == CALLS.keys()


@pytest.mark.parametrize("name", CALLS)
def test_nonsense_is_eio(name: str) -> None:
    for reply in NONSENSE:
        host = replying(reply)
        assert error_of(CALLS[name], host) is Errno.EIO, reply
        assert host.bad_reply_count == 1


@pytest.mark.parametrize("name", CALLS)
def test_a_transport_that_fails_is_eio(name: str) -> None:
    def broken(_number: int, _arguments: object) -> Any:
        raise ZeroDivisionError

    assert error_of(CALLS[name], Host(broken)) is Errno.EIO


@pytest.mark.parametrize("name", CALLS)
def test_the_hosts_own_errno_is_passed_on(name: str) -> None:
    assert error_of(CALLS[name], replying((13,))) is Errno.EACCES


def values_around(kind: Kind) -> list[int | bytes]:
    """Values at and just outside the bounds of a kind."""
    if isinstance(kind, Integer):
        return [kind.low - 1, kind.high + 1]
    return [bytes(kind.max_size + 1), *([bytes(kind.min_size - 1)] if kind.min_size else [])]


def allowed(kind: Kind) -> int | bytes:
    return max(kind.low, 0) if isinstance(kind, Integer) else bytes(kind.min_size)


@pytest.mark.parametrize("ocall", [ocall for ocall in TABLE if ocall.replies], ids=lambda ocall: ocall.name)
def test_each_reply_value_out_of_range_is_eio(ocall: Ocall) -> None:
    for index, kind in enumerate(ocall.replies):
        for wrong in values_around(kind):
            values = [allowed(kind) for kind in ocall.replies]
            values[index] = wrong
            assert error_of(CALLS[ocall.name], replying((0, *values))) is Errno.EIO


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("file_read", b"12345678901"),
        ("stream_read", b"12345678901"),
        ("stream_write", 11),
        ("stream_write", 0),
        ("random", b"short"),
        ("file_readlink", b"a\0b"),
        ("file_list", b"no end"),
        ("file_list", b"a/b\0"),
        ("file_list", b"..\0"),
        ("file_list", b"\0"),
        ("file_list", b"twice\0twice\0"),
        ("file_list", b"n" * 256 + b"\0"),
        ("poll", b"short"),
        ("poll", POLLFD.pack(1, 0, POLLIN)),
        ("poll", POLLFD.pack(0, 0, 0x7FFF)),
    ],
)
def test_a_reply_that_does_not_fit_the_question_is_eio(name: str, value: int | bytes) -> None:
    assert error_of(CALLS[name], replying((0, value))) is Errno.EIO


def test_time_never_runs_backwards() -> None:
    times = iter([100, 50, 200, (1 << 63) - 1, 7])
    clock = Clock(Host(lambda _number, _arguments: (0, next(times))))
    assert [clock.monotonic_ns() for _ in range(4)] == [100, 100, 200, 1 << 62]
    assert clock.monotonic_ns() == 1 << 62


class LyingHost:
    """Answers honestly until told to; then with replies of the right kinds and random values, or nonsense."""

    def __init__(self, honest: Callable[..., Any], seed: int) -> None:
        self.honest = honest
        self.random = random.Random(seed)
        self.is_lying = False

    def call(self, number: int, arguments: Any) -> Any:
        if not self.is_lying or self.random.random() < 0.3:
            return self.honest(number, arguments)
        if self.random.random() < 0.3:
            return self.random.choice(NONSENSE)
        return (0, *(self.lie(kind) for kind in ocalls.TABLE[number].replies))

    def lie(self, kind: Kind) -> int | bytes:
        if isinstance(kind, Bytes):
            return self.random.randbytes(min(kind.max_size, max(kind.min_size, self.random.choice([0, 1, 8, 36]))))
        return self.random.choice(
            [kind.low, kind.high, 0o40755, 0o100755, 0o120777, self.random.randint(kind.low, kind.high)]
        )


@pytest.mark.parametrize("seed", range(20))
def test_syscalls_over_a_lying_host_end_in_a_result(host_tree: Any, seed: int) -> None:
    host = new_host(host_tree)
    liar = LyingHost(host.call, seed)
    kernel: FakeKernel = new_kernel(liar.call)
    guest = Guest(kernel)
    fd = guest.do("open", b"/etc/big")
    liar.is_lying = True
    for path in (b"/etc/motd", b"/etc/link", b"/dir/sub/leaf", b"/etc/escape", b"/dir/none"):
        for name in ("stat", "open", "readlink", "unlink", "mkdir", "truncate"):
            assert isinstance(guest.call(name, path, guest.buffer(512), 100), int)
    for name in ("read", "pread64", "getdents64", "fstat", "lseek"):
        assert isinstance(guest.call(name, fd, guest.buffer(4096), 4096, 0), int)
    host.close()
