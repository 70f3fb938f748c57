"""Pipes answered by the core: pipe(7) between guests, and between a guest and Python."""

import errno
import struct
from typing import Any

import pytest

from cloister.core import READ, WRITE, Ring

from .guests import DATA_OFFSET, assemble
from .machine import Guest, Machine


def start(machine: Machine, entry: str, ring: Ring, mode: int, *words: int) -> Guest:
    program = assemble("running")
    slot = machine.image(program, bss=1 << 20).slot()
    slot.write(DATA_OFFSET, struct.pack(f"<{len(words)}Q", *words))
    guest = machine.start(program, entry, slot=slot)
    guest.live.bind_ring(3, ring, mode)
    return guest


@pytest.fixture
def ring(machine: Machine) -> Ring:
    ring = Ring(machine.core)
    ring.readers = ring.writers = 1
    return ring


@pytest.mark.parametrize("chunk", [1, 100, 4096, 5000, 65536, 200_000])
@pytest.mark.parametrize("reader_first", [False, True])
def test_bytes_go_from_guest_to_guest(machine: Machine, ring: Ring, chunk: int, reader_first: bool) -> None:
    total = chunk * max(3, 1_000_000 // chunk if chunk > 100 else 3)

    def close(guest: Guest, status: int) -> None:
        if guest is writer:
            ring.writers = 0
        guest.end(status)

    machine.core.set_syscall(60, close, "i")
    if reader_first:
        reader = start(machine, "reads_bytes", ring, READ, 0, 4096)
    writer = start(machine, "writes_bytes", ring, WRITE, total, chunk)
    if not reader_first:
        reader = start(machine, "reads_bytes", ring, READ, 0, 4096)
    assert machine.core.run() == "idle"
    assert writer.records == [0]
    assert reader.records == [0, total]


def test_python_reads_what_a_guest_wrote(machine: Machine, ring: Ring) -> None:
    writer = start(machine, "writes_once", ring, WRITE, DATA_OFFSET + 16, 5)
    writer.live.slot.write(DATA_OFFSET + 16, b"hello")
    machine.core.run()
    assert ring.used == 5
    assert ring.read(100) == b"hello"
    assert writer.records == [5]


def test_python_wakes_a_blocked_reader(machine: Machine, ring: Ring) -> None:
    reader = start(machine, "reads_once", ring, READ, 8)
    assert machine.core.run() == "idle"
    assert reader.live.is_blocked_in_ring()
    assert ring.write(b"8 bytes!") == 8
    machine.core.run()
    assert reader.records == [8, int.from_bytes(b"8 bytes!", "little")]


def test_last_writer_gone_is_end_of_file(machine: Machine, ring: Ring) -> None:
    reader = start(machine, "reads_once", ring, READ, 8)
    machine.core.run()
    ring.writers = 0
    machine.core.run()
    assert reader.records[0] == 0


def test_write_without_readers_goes_to_python(machine: Machine, ring: Ring) -> None:
    calls = []

    def write(_: Guest, fd: int, address: int, size: int) -> int:
        calls.append((fd, address, size))
        return -errno.EPIPE

    machine.core.set_syscall(1, write, "ipq")
    ring.readers = 0
    writer = start(machine, "writes_once", ring, WRITE, DATA_OFFSET, 5)
    machine.core.run()
    assert calls == [(3, DATA_OFFSET, 5)]
    assert writer.records == [(1 << 64) - errno.EPIPE]


@pytest.mark.parametrize(("size", "result"), [(4096, (1 << 64) - errno.EPIPE), (70_000, 65536 - 4095)])
def test_blocked_writer_hears_that_the_readers_left(machine: Machine, ring: Ring, size: int, result: int) -> None:
    machine.core.set_syscall(1, lambda *_: -errno.EPIPE, "ipq")
    ring.write(bytes(4095))
    ring.write(bytes(65536 - 4095 - 4095 if size == 4096 else 0))
    writer = start(machine, "writes_once", ring, WRITE, DATA_OFFSET, size)
    machine.core.run()
    assert writer.live.is_blocked_in_ring()
    ring.readers = 0
    machine.core.run()
    assert writer.records == [result]


def test_small_writes_are_atomic(machine: Machine, ring: Ring) -> None:
    ring.write(bytes(65536 - 4095))
    writer = start(machine, "writes_once", ring, WRITE, DATA_OFFSET, 4096)
    machine.core.run()
    assert (ring.used, writer.records) == (65536 - 4095, [])
    ring.read(1)
    machine.core.run()
    assert (ring.used, writer.records) == (65536, [4096])


def test_python_write_of_pipe_buf_is_atomic_too(ring: Ring) -> None:
    ring.write(bytes(65536 - 100))
    assert ring.write(bytes(101)) == 0
    assert ring.write(bytes(5000)) == 100


@pytest.mark.parametrize("address", [0, 0x3FE000, 0x50000000, 0xFFFFFFFF, DATA_OFFSET + (1 << 20) - 4])
def test_bad_buffer_is_efault(machine: Machine, ring: Ring, address: int) -> None:
    writer = start(machine, "writes_once", ring, WRITE, address, 4000)
    machine.core.run()
    expected = [4000] if address == 0x3FE000 else [(1 << 64) - errno.EFAULT]
    assert writer.records == expected
    if address != 0x3FE000:
        assert ring.used == 0


def test_size_beyond_the_slot_is_efault(machine: Machine, ring: Ring) -> None:
    writer = start(machine, "writes_once", ring, WRITE, DATA_OFFSET, 1 << 63)
    machine.core.run()
    assert writer.records == [(1 << 64) - errno.EFAULT]


def test_read_into_text_is_efault_and_keeps_the_bytes(machine: Machine, ring: Ring) -> None:
    program = assemble("running")
    slot = machine.image(program).slot()
    vector = struct.pack("<QQ", 0x400000, 4).ljust(4088, b"\0") + struct.pack("<Q", 1)
    slot.write(DATA_OFFSET, vector)
    reader = machine.start(program, "reads_vector", slot=slot)
    reader.live.bind_ring(3, ring, READ)
    ring.write(b"data")
    machine.core.run()
    assert reader.records == [(1 << 64) - errno.EFAULT]
    assert ring.used == 4


def vectors(
    machine: Machine, ring: Ring, entry: str, mode: int, *spans: tuple[int, int], count: int | None = None
) -> Guest:
    words = [word for span in spans for word in span]
    words += [0] * (511 - len(words)) + [len(spans) if count is None else count]
    return start(machine, entry, ring, mode, *words)


def test_vector_is_written_in_order(machine: Machine, ring: Ring) -> None:
    base = DATA_OFFSET + 8192
    writer = vectors(machine, ring, "writes_vector", WRITE, (base + 100, 3), (0, 0), (base, 4))
    writer.live.slot.write(base, b"last".ljust(100) + b"one")
    machine.core.run()
    assert writer.records == [7]
    assert ring.read(100) == b"onelast"


def test_vector_larger_than_the_ring_arrives_whole(machine: Machine, ring: Ring) -> None:
    base = DATA_OFFSET + 8192
    writer = vectors(machine, ring, "writes_vector", WRITE, (base, 60_000), (base + 60_000, 50_000))
    payload = bytes(index * 7 % 251 for index in range(110_000))
    writer.live.slot.write(base, payload)
    received = b""
    while not writer.records:
        machine.core.run()
        received += ring.read(30_000)
    assert received + ring.read(1 << 20) == payload
    assert writer.records == [110_000]


@pytest.mark.parametrize("bad", [0, 0x50000000])
def test_fault_in_a_later_piece_takes_the_write_back(machine: Machine, ring: Ring, bad: int) -> None:
    ring.write(b"before")
    writer = vectors(machine, ring, "writes_vector", WRITE, (DATA_OFFSET + 8192, 3), (bad, 3))
    assert machine.core.run() == "idle"
    assert writer.records == [(1 << 64) - errno.EFAULT]
    assert ring.read(100) == b"before"


def test_fault_in_a_long_write_gives_what_was_put_before(machine: Machine, ring: Ring) -> None:
    writer = vectors(machine, ring, "writes_vector", WRITE, (DATA_OFFSET + 8192, 65536), (0, 100))
    machine.core.run()
    ring.read(65536)
    assert machine.core.run() == "idle"
    assert writer.records == [65536]


@pytest.mark.parametrize("sizes", [(2, 0, 2), (0, 2, 2), (2, 2, 0)])
def test_empty_pieces_of_a_vector_are_skipped(machine: Machine, ring: Ring, sizes: tuple[int, ...]) -> None:
    base = DATA_OFFSET + 8192
    spans = [(base + 100 * index, size) for index, size in enumerate(sizes)]
    writer = vectors(machine, ring, "writes_vector", WRITE, *spans)
    reader = vectors(machine, ring, "reads_vector", READ, *spans)
    machine.core.run()
    assert (writer.records, reader.records) == ([4], [4])


def test_vector_is_read_into_its_pieces(machine: Machine, ring: Ring) -> None:
    base = DATA_OFFSET + 8192
    reader = vectors(machine, ring, "reads_vector", READ, (base, 2), (base + 100, 10))
    ring.write(b"abcdef")
    slot = reader.live.slot
    machine.core.run()
    assert reader.records == [6]
    assert slot.read(base, 2) + slot.read(base + 100, 4) == b"abcdef"


@pytest.mark.parametrize(
    ("spans", "count", "error"),
    [
        ([(DATA_OFFSET, 1 << 63)], None, errno.EINVAL),
        ([(DATA_OFFSET, 1)], 1025, errno.EINVAL),
        ([(0xFFFFFFFF, 2)], None, errno.EFAULT),
        ([(0, 1)], None, errno.EFAULT),
    ],
)
def test_bad_vector_is_refused(
    machine: Machine, ring: Ring, spans: list[tuple[int, int]], count: int | None, error: int
) -> None:
    writer = vectors(machine, ring, "writes_vector", WRITE, *spans, count=count)
    machine.core.run()
    assert writer.records == [(1 << 64) - error]


def test_interrupted_reader_gets_eintr_or_restarts(machine: Machine, ring: Ring) -> None:
    first = start(machine, "reads_once", ring, READ, 8)
    second = start(machine, "reads_once", ring, READ, 8)
    machine.core.run()
    assert first.live.interrupt_ring()
    assert second.live.interrupt_ring()
    assert not first.live.interrupt_ring()
    second.live.restart_syscall()
    machine.core.run()
    assert first.records[0] == (1 << 64) - errno.EINTR
    assert second.live.is_blocked_in_ring()


def test_interrupted_writer_gets_the_bytes_done(machine: Machine, ring: Ring) -> None:
    writer = start(machine, "writes_once", ring, WRITE, DATA_OFFSET, 70_000)
    machine.core.run()
    assert writer.live.interrupt_ring()
    machine.core.run()
    assert writer.records == [65536]


def test_killed_reader_leaves_the_queue(machine: Machine, ring: Ring) -> None:
    reader = start(machine, "reads_once", ring, READ, 8)
    machine.core.run()
    reader.live.kill()
    ring.write(b"x")
    assert machine.core.run() == "idle"
    assert ring.used == 1


def test_reader_of_a_ring_that_vanishes_asks_python(machine: Machine) -> None:
    machine.core.set_syscall(0, lambda *_: -errno.EBADF, "ipq")
    ring = Ring(machine.core)
    ring.writers = 1
    reader = start(machine, "reads_once", ring, READ, 8)
    machine.core.run()
    reader.live.unbind_fd(3)
    del ring
    machine.core.run()
    assert reader.records[0] == (1 << 64) - errno.EBADF


def test_watched_ring_reports_each_change(machine: Machine, ring: Ring) -> None:
    changes: list[Any] = []
    machine.core.set_ring_handler(lambda changed: changes.append((changed, changed.used)))
    ring.watched = True
    start(machine, "writes_once", ring, WRITE, DATA_OFFSET, 5)
    machine.core.run()
    ring.read(2)
    assert changes == [(ring, 5), (ring, 3)]


def test_unbound_descriptor_goes_to_python(machine: Machine, ring: Ring) -> None:
    machine.core.set_syscall(0, lambda _, fd, *rest: fd * 10 + len(rest), "ipq")
    reader = start(machine, "reads_once", ring, WRITE, 8)
    machine.core.run()
    assert reader.records[0] == 32


@pytest.mark.parametrize("capacity", [0, 100, 2048, 65537])
def test_capacity_is_a_power_of_two_of_at_least_pipe_buf(machine: Machine, capacity: int) -> None:
    with pytest.raises(ValueError):
        Ring(machine.core, capacity)
