import struct

from guest import WILD, Guest

from cloister.abi.errno import Errno
from cloister.abi.poll import POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT
from cloister.abi.time import MILLISECOND_NS


def pollfds(guest: Guest, *asked: tuple[int, int]) -> int:
    return guest.buffer(b"".join(struct.pack("<ihh", fd, events, -1) for fd, events in asked))


def answers(guest: Guest, address: int, count: int) -> list[int]:
    return [guest.memory.read_u32(address + 8 * index + 4) >> 16 for index in range(count)]


def test_poll_tells_what_is_ready(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    address = pollfds(guest, (read_end, POLLIN), (write_end, POLLOUT), (-1, POLLIN), (77, POLLIN))
    assert guest.do("poll", address, 4, -1) == 2
    assert answers(guest, address, 4) == [0, POLLOUT, 0, POLLNVAL]


def test_poll_waits_for_data(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    address = pollfds(guest, (read_end, POLLIN))
    poller = guest.blocks("poll", address, 1, -1)
    guest.write(write_end, b"x")
    assert poller.resume() == 1
    assert answers(guest, address, 1) == [POLLIN]


def test_poll_stops_watching_when_it_returns(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    ring = guest.process.files.get(read_end).pipe.ring  # type: ignore[attr-defined]
    poller = guest.blocks("poll", pollfds(guest, (read_end, POLLIN)), 1, -1)
    assert ring.watched
    guest.write(write_end, b"x")
    poller.resume()
    assert not ring.watched
    guest.blocks("poll", pollfds(guest, (write_end, 0)), 1, -1).interrupt()
    assert not ring.watched


def test_poll_sees_hang_up_and_broken_pipes(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    other_read, other_write = guest.pipe()
    guest.do("close", write_end)
    guest.do("close", other_read)
    address = pollfds(guest, (read_end, POLLIN), (other_write, 0))
    assert guest.do("poll", address, 2, -1) == 2
    assert answers(guest, address, 2) == [POLLHUP, POLLERR]


def test_poll_times_out_at_its_deadline(guest: Guest) -> None:
    read_end, _write_end = guest.pipe()
    poller = guest.blocks("poll", pollfds(guest, (read_end, POLLIN)), 1, 20)
    assert poller.deadline_ns == guest.kernel.clock.now_ns + 20 * MILLISECOND_NS
    guest.kernel.clock.now_ns += 20 * MILLISECOND_NS
    assert poller.time_out() == 0


def test_poll_of_nothing_is_a_sleep(guest: Guest) -> None:
    assert guest.do("poll", 0, 0, 0) == 0
    guest.blocks("poll", 0, 0, 5)


def test_poll_refuses_bad_arguments(guest: Guest) -> None:
    guest.process.limits[7] = 10
    assert guest.fails("poll", 0, 11, 0) is Errno.EINVAL
    assert guest.fails("poll", WILD, 1, 0) is Errno.EFAULT
    bad_time = guest.buffer(struct.pack("<qq", 0, 1 << 40))
    assert guest.fails("ppoll", 0, 0, bad_time, 0, 8) is Errno.EINVAL


def test_ppoll_sets_the_temporary_mask(guest: Guest) -> None:
    guest.blocks("ppoll", 0, 0, 0, guest.buffer((0x42).to_bytes(8, "little")), 8)
    assert guest.temporary_mask == 0x42
    assert guest.fails("ppoll", 0, 0, 0, guest.buffer(8), 4) is Errno.EINVAL


def test_select_rewrites_its_sets(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    readers = guest.buffer((1 << read_end).to_bytes(8, "little"))
    writers = guest.buffer((1 << write_end).to_bytes(8, "little"))
    assert guest.do("select", write_end + 1, readers, writers, 0, 0) == 1
    assert guest.memory.read_u64(readers) == 0
    assert guest.memory.read_u64(writers) == 1 << write_end


def test_select_wakes_at_the_end_of_the_file(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    readers = guest.buffer((1 << read_end).to_bytes(8, "little"))
    waiter = guest.blocks("pselect6", read_end + 1, readers, 0, 0, 0, 0)
    guest.do("close", write_end)
    assert waiter.resume() == 1


def test_select_refuses_what_is_not_open(guest: Guest) -> None:
    assert guest.fails("select", 3, guest.buffer((1 << 2).to_bytes(8, "little")), 0, 0, 0) is Errno.EBADF
    assert guest.fails("select", -1, 0, 0, 0, 0) is Errno.EINVAL
