import struct

import pytest
from guest import WILD, Guest

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_APPEND, O_CREAT, O_RDWR, O_WRONLY
from cloister.abi.resource import Resource
from cloister.abi.signal import Signal


def vector(guest: Guest, *buffers: tuple[int, int]) -> int:
    return guest.buffer(b"".join(struct.pack("<QQ", address, size) for address, size in buffers))


@pytest.fixture
def file(guest: Guest) -> int:
    return guest.do("open", b"/file", O_RDWR | O_CREAT, 0o644)


def test_vectors_are_gathered_and_scattered(guest: Guest, file: int) -> None:
    parts = [(guest.buffer(part), len(part)) for part in (b"one", b"", b"three")]
    assert guest.do("writev", file, vector(guest, *parts), 3) == 8
    guest.do("lseek", file, 0, 0)
    first, second = guest.buffer(4), guest.buffer(100)
    assert guest.do("readv", file, vector(guest, (first, 4), (second, 100)), 2) == 8
    assert guest.memory.read(first, 4) + guest.memory.read(second, 4) == b"onethree"
    assert guest.do("preadv", file, vector(guest, (first, 4)), 1, 3) == 4
    assert guest.memory.read(first, 4) == b"thre"


def test_bad_vectors_have_their_errno(guest: Guest, file: int) -> None:
    assert guest.fails("writev", file, WILD, 1) is Errno.EFAULT
    assert guest.fails("writev", file, 0, 1025) is Errno.EINVAL
    assert guest.fails("readv", file, 0, -1) is Errno.EINVAL
    assert guest.fails("readv", file, vector(guest, (0, 1 << 63)), 1) is Errno.EINVAL
    assert guest.do("writev", file, 0, 0) == 0


def test_a_wild_buffer_is_efault_and_moves_no_offset(guest: Guest, file: int) -> None:
    guest.write(file, b"content")
    guest.do("lseek", file, 0, 0)
    assert guest.fails("read", file, WILD, 4) is Errno.EFAULT
    assert guest.fails("write", file, WILD, 4) is Errno.EFAULT
    assert guest.read(file) == b"content"


def test_a_read_into_memory_that_ends_tells_what_fitted(guest: Guest) -> None:
    zero = guest.do("open", b"/dev/zero")
    assert guest.do("read", zero, 1 << 20, 1 << 40) == 3 << 20


def test_rlimit_fsize_cuts_and_then_signals(guest: Guest, file: int) -> None:
    guest.process.limits[Resource.FSIZE] = 5
    assert guest.write(file, b"1234567") == 5
    assert guest.fails("write", file, b"x", 1) is Errno.EFBIG
    assert guest.fails("pwrite64", file, b"x", 1, 10) is Errno.EFBIG
    assert guest.fails("ftruncate", file, 6) is Errno.EFBIG
    assert guest.process.sent[Signal.SIGXFSZ] == 3


def test_sendfile_copies_with_and_without_an_offset(guest: Guest, file: int) -> None:
    guest.write(file, b"0123456789")
    guest.do("lseek", file, 2, 0)
    read_end, write_end = guest.pipe()
    assert guest.do("sendfile", write_end, file, 0, 3) == 3
    offset = guest.buffer((7).to_bytes(8, "little"))
    assert guest.do("sendfile", write_end, file, offset, 100) == 3
    assert guest.memory.read_u64(offset) == 10
    assert guest.read(read_end) == b"234789"
    assert guest.read(file) == b"56789"


def test_sendfile_refuses_pipes_as_source_and_appending_sinks(guest: Guest, file: int) -> None:
    read_end, write_end = guest.pipe()
    assert guest.fails("sendfile", write_end, read_end, 0, 1) is Errno.EINVAL
    appending = guest.do("open", b"/file", O_WRONLY | O_APPEND)
    assert guest.fails("sendfile", appending, file, 0, 1) is Errno.EINVAL


def test_a_memfd_is_a_file_without_a_name(guest: Guest) -> None:
    fd = guest.do("memfd_create", b"scratch", 0)
    guest.write(fd, b"data")
    guest.do("lseek", fd, 0, 0)
    assert guest.read(fd) == b"data"
    buffer = guest.buffer(64)
    size = guest.do("readlink", b"/proc/self/fd/%d" % fd, buffer, 64)
    assert guest.memory.read(buffer, size) == b"/memfd:scratch (deleted)"


def test_fallocate_grows_a_file(guest: Guest, file: int) -> None:
    guest.do("fallocate", file, 0, 0, 100)
    assert guest.size_of(b"/file") == 100
    guest.do("fallocate", file, 1, 0, 200)
    assert guest.size_of(b"/file") == 100
    assert guest.fails("fallocate", file, 0, -1, 1) is Errno.EINVAL
