from guest import WILD, Blocked, Guest

from cloister.abi.errno import Errno
from cloister.abi.fcntl import F_SETFL, O_CLOEXEC, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY
from cloister.abi.signal import Signal
from cloister.core import READ, WRITE


def test_what_is_written_to_a_pipe_is_read_from_it(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    guest.write(write_end, b"hello")
    assert guest.read(read_end) == b"hello"


def test_a_reader_waits_for_a_writer(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    buffer = guest.buffer(10)
    reader = guest.blocks("read", read_end, buffer, 10)
    guest.write(write_end, b"late")
    assert reader.resume() == 4
    assert guest.memory.read(buffer, 4) == b"late"


def test_a_reader_sees_the_end_when_the_last_writer_is_gone(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    child = guest.fork(3)
    guest.do("close", write_end)
    reader = guest.blocks("read", read_end, guest.buffer(10), 10)
    child.do("close", write_end)
    assert reader.resume() == 0


def test_a_writer_without_readers_gets_sigpipe(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    guest.do("close", read_end)
    assert guest.fails("write", write_end, b"x", 1) is Errno.EPIPE
    assert guest.process.sent[Signal.SIGPIPE] == 1


def test_a_big_write_waits_for_room_and_writes_all(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    size = 100_000
    writer = guest.blocks("write", write_end, guest.buffer(b"z" * size), size)
    assert guest.read(read_end, size) == b"z" * 65536
    assert writer.resume() == size
    assert guest.read(read_end, size) == b"z" * (size - 65536)


def test_an_interrupted_write_says_how_much_it_did(guest: Guest) -> None:
    _read_end, write_end = guest.pipe()
    writer = guest.blocks("write", write_end, guest.buffer(bytes(70_000)), 70_000)
    assert writer.interrupt() == 65536


def test_an_interrupted_read_gives_eintr(guest: Guest) -> None:
    read_end, _write_end = guest.pipe()
    assert guest.blocks("read", read_end, guest.buffer(1), 1).interrupt() == -Errno.EINTR


def test_a_nonblocking_end_never_waits(guest: Guest) -> None:
    read_end, write_end = guest.pipe(O_NONBLOCK)
    assert guest.fails("read", read_end, guest.buffer(1), 1) is Errno.EAGAIN
    assert guest.do("write", write_end, guest.buffer(bytes(70_000)), 70_000) == 65536
    assert guest.fails("write", write_end, b"x", 1) is Errno.EAGAIN


def test_blocking_ends_are_bound_in_the_core(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    ring = guest.process.files.get(read_end).pipe.ring  # type: ignore[attr-defined]
    assert guest.context.bindings == {read_end: (ring, READ), write_end: (ring, WRITE)}


def test_dup_and_close_keep_bindings_true(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    copy = guest.do("dup", read_end)
    guest.do("close", read_end)
    guest.do("dup2", write_end, 9)
    assert guest.context.bindings.keys() == {copy, write_end, 9}
    guest.do("dup2", copy, 9)
    assert guest.context.reads(9)


def test_o_nonblock_unbinds_in_every_process_that_shares_the_end(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    child = guest.fork(3)
    child.do("fcntl", read_end, F_SETFL, O_NONBLOCK)
    assert guest.context.bindings.keys() == child.context.bindings.keys() == {write_end}
    guest.do("fcntl", read_end, F_SETFL, 0)
    assert guest.context.reads(read_end)
    assert child.context.reads(read_end)


def test_exec_closes_and_unbinds_what_was_marked(guest: Guest) -> None:
    guest.pipe(O_CLOEXEC)
    kept = guest.pipe()
    guest.process.files.close_on_exec()
    assert guest.context.bindings.keys() == set(kept)
    assert len(guest.process.files) == 2


def test_attach_binds_the_ends_in_a_new_context(guest: Guest) -> None:
    ends = guest.pipe()
    other = type(guest.context)()
    guest.process.files.attach(other)  # type: ignore[arg-type]
    assert other.bindings.keys() == set(ends)


def test_a_pipe_with_nowhere_to_put_its_numbers_leaves_no_descriptor(guest: Guest) -> None:
    assert guest.fails("pipe", WILD) is Errno.EFAULT
    assert len(guest.process.files) == 0
    assert guest.context.bindings == {}


def test_a_table_with_room_for_one_gives_emfile_and_leaves_nothing(guest: Guest) -> None:
    guest.process.files.limit = 1
    assert guest.fails("pipe", guest.buffer(8)) is Errno.EMFILE
    assert len(guest.process.files) == 0


def test_a_fifo_opens_when_both_sides_are_there(guest: Guest) -> None:
    guest.do("mknod", b"/fifo", 0o010644)
    reader = guest.blocks("open", b"/fifo", O_RDONLY)
    write_end = guest.do("open", b"/fifo", O_WRONLY)
    read_end = reader.resume()
    assert isinstance(read_end, int)
    guest.write(write_end, b"through")
    assert guest.read(read_end) == b"through"


def test_a_fifo_reader_wakes_although_the_writer_has_gone_again(guest: Guest) -> None:
    guest.do("mknod", b"/fifo", 0o010644)
    reader = guest.blocks("open", b"/fifo", O_RDONLY)
    write_end = guest.do("open", b"/fifo", O_WRONLY)
    guest.write(write_end, b"gone")
    guest.do("close", write_end)
    read_end = reader.resume()
    assert isinstance(read_end, int)
    assert guest.read(read_end) == b"gone"
    assert guest.read(read_end) == b""


def test_an_interrupted_fifo_open_is_no_reader(guest: Guest) -> None:
    guest.do("mknod", b"/fifo", 0o010644)
    assert guest.blocks("open", b"/fifo", O_RDONLY).interrupt() == -Errno.EINTR
    assert guest.fails("open", b"/fifo", O_WRONLY | O_NONBLOCK) is Errno.ENXIO
    assert isinstance(guest.call("open", b"/fifo", O_WRONLY), Blocked)


def test_a_fifo_opened_for_both_never_waits_and_is_not_bound(guest: Guest) -> None:
    guest.do("mknod", b"/fifo", 0o010644)
    both = guest.do("open", b"/fifo", O_RDWR)
    guest.write(both, b"self")
    assert guest.read(both) == b"self"
    assert guest.context.bindings == {}
