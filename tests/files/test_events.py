import struct

import pytest
from guest import Guest

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_NONBLOCK
from cloister.abi.poll import (
    EPOLL_CTL_ADD,
    EPOLL_CTL_DEL,
    EPOLL_CTL_MOD,
    EPOLLET,
    EPOLLONESHOT,
    POLLHUP,
    POLLIN,
    POLLOUT,
)

EVENT = struct.Struct("<IQ")


def number(guest: Guest, value: int) -> int:
    return guest.buffer(value.to_bytes(8, "little"))


def test_an_event_counter_adds_up_and_is_taken_whole(guest: Guest) -> None:
    fd = guest.do("eventfd2", 3, 0)
    guest.do("write", fd, number(guest, 4), 8)
    assert guest.read(fd) == (7).to_bytes(8, "little")
    reader = guest.blocks("read", fd, guest.buffer(8), 8)
    guest.do("write", fd, number(guest, 1), 8)
    assert reader.resume() == 8


def test_a_semaphore_is_taken_one_by_one(guest: Guest) -> None:
    fd = guest.do("eventfd2", 2, 1 | O_NONBLOCK)
    assert guest.read(fd) == guest.read(fd) == (1).to_bytes(8, "little")
    assert guest.fails("read", fd, guest.buffer(8), 8) is Errno.EAGAIN


def test_event_counters_refuse_what_does_not_fit(guest: Guest) -> None:
    fd = guest.do("eventfd2", 1, O_NONBLOCK)
    assert guest.fails("write", fd, number(guest, (1 << 64) - 1), 8) is Errno.EINVAL
    assert guest.fails("write", fd, number(guest, (1 << 64) - 2), 8) is Errno.EAGAIN
    assert guest.fails("write", fd, number(guest, 1), 7) is Errno.EINVAL
    assert guest.fails("read", fd, guest.buffer(8), 7) is Errno.EINVAL


def control(guest: Guest, epoll: int, operation: int, fd: int, events: int = 0, data: int = 0) -> int:
    result = guest.call("epoll_ctl", epoll, operation, fd, guest.buffer(EVENT.pack(events, data)))
    assert isinstance(result, int)
    return result


def wait_now(guest: Guest, epoll: int, limit: int = 10) -> list[tuple[int, int]]:
    address = guest.buffer(EVENT.size * limit)
    count = guest.do("epoll_wait", epoll, address, limit, 0)
    return list(EVENT.iter_unpack(guest.memory.read(address, EVENT.size * count)))


@pytest.fixture
def epoll(guest: Guest) -> int:
    return guest.do("epoll_create1", 0)


def test_epoll_reports_with_the_guests_data_as_long_as_it_is_ready(guest: Guest, epoll: int) -> None:
    read_end, write_end = guest.pipe()
    assert control(guest, epoll, EPOLL_CTL_ADD, read_end, POLLIN, 77) == 0
    assert wait_now(guest, epoll) == []
    guest.write(write_end, b"x")
    assert wait_now(guest, epoll) == wait_now(guest, epoll) == [(POLLIN, 77)]
    guest.do("close", write_end)
    assert wait_now(guest, epoll) == [(POLLIN | POLLHUP, 77)]


def test_epoll_waits(guest: Guest, epoll: int) -> None:
    read_end, write_end = guest.pipe()
    control(guest, epoll, EPOLL_CTL_ADD, read_end, POLLIN, 1)
    waiter = guest.blocks("epoll_wait", epoll, guest.buffer(12), 1, -1)
    guest.write(write_end, b"x")
    assert waiter.resume() == 1


def test_one_shot_entries_fire_once_until_modified(guest: Guest, epoll: int) -> None:
    _read_end, write_end = guest.pipe()
    control(guest, epoll, EPOLL_CTL_ADD, write_end, POLLOUT | EPOLLONESHOT, 5)
    assert wait_now(guest, epoll) == [(POLLOUT, 5)]
    assert wait_now(guest, epoll) == []
    control(guest, epoll, EPOLL_CTL_MOD, write_end, POLLOUT | EPOLLONESHOT, 6)
    assert wait_now(guest, epoll) == [(POLLOUT, 6)]


def test_edge_triggered_entries_fire_when_readiness_comes_again(guest: Guest, epoll: int) -> None:
    read_end, write_end = guest.pipe()
    control(guest, epoll, EPOLL_CTL_ADD, read_end, POLLIN | EPOLLET, 9)
    guest.write(write_end, b"x")
    assert wait_now(guest, epoll) == [(POLLIN, 9)]
    assert wait_now(guest, epoll) == []
    waiter = guest.blocks("epoll_wait", epoll, guest.buffer(12), 1, -1)
    guest.read(read_end)
    assert not isinstance(waiter.resume(), int)
    guest.write(write_end, b"y")
    assert waiter.resume() == 1


def test_epoll_control_checks_its_arguments(guest: Guest, epoll: int) -> None:
    read_end, _write_end = guest.pipe()
    guest.put(b"/file", b"")
    file = guest.do("open", b"/file")
    assert control(guest, epoll, EPOLL_CTL_ADD, file, POLLIN) == -Errno.EPERM
    assert control(guest, epoll, EPOLL_CTL_ADD, epoll, POLLIN) == -Errno.EINVAL
    assert control(guest, epoll, EPOLL_CTL_ADD, 99, POLLIN) == -Errno.EBADF
    assert control(guest, read_end, EPOLL_CTL_ADD, file, POLLIN) == -Errno.EINVAL
    assert control(guest, epoll, EPOLL_CTL_MOD, read_end, POLLIN) == -Errno.ENOENT
    assert control(guest, epoll, EPOLL_CTL_DEL, read_end) == -Errno.ENOENT
    assert control(guest, epoll, EPOLL_CTL_ADD, read_end, POLLIN) == 0
    assert control(guest, epoll, EPOLL_CTL_ADD, read_end, POLLIN) == -Errno.EEXIST
    assert guest.fails("epoll_wait", epoll, guest.buffer(12), 0, 0) is Errno.EINVAL


def test_a_closed_descriptor_falls_out(guest: Guest, epoll: int) -> None:
    read_end, write_end = guest.pipe()
    control(guest, epoll, EPOLL_CTL_ADD, read_end, POLLIN, 1)
    guest.write(write_end, b"x")
    guest.do("close", read_end)
    assert wait_now(guest, epoll) == []
    assert control(guest, epoll, EPOLL_CTL_DEL, read_end) == -Errno.EBADF
