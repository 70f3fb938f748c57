import pytest
from guest import Guest

from cloister.abi.errno import Errno
from cloister.abi.fcntl import (
    CLOSE_RANGE_CLOEXEC,
    F_DUPFD,
    F_DUPFD_CLOEXEC,
    F_GETFD,
    F_GETFL,
    F_SETFD,
    F_SETFL,
    FD_CLOEXEC,
    O_APPEND,
    O_CLOEXEC,
    O_LARGEFILE,
    O_NONBLOCK,
    O_RDWR,
)


def open_null(guest: Guest, flags: int = O_RDWR) -> int:
    return guest.do("open", b"/dev/null", flags)


def test_open_gives_the_lowest_free_descriptor(guest: Guest) -> None:
    assert [open_null(guest) for _ in range(4)] == [0, 1, 2, 3]
    guest.do("close", 1)
    guest.do("close", 2)
    assert [open_null(guest) for _ in range(3)] == [1, 2, 4]


def test_dup2_replaces_and_closes_what_was_there(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    null = open_null(guest)
    guest.do("dup2", null, write_end)
    assert guest.read(read_end) == b""


def test_dup2_onto_itself_changes_nothing_and_checks(guest: Guest) -> None:
    null = open_null(guest)
    assert guest.do("dup2", null, null) == null
    assert guest.fails("dup2", 50, 50) is Errno.EBADF
    assert guest.fails("dup3", null, null, 0) is Errno.EINVAL
    assert guest.fails("dup2", null, -1) is Errno.EBADF
    assert guest.fails("dup2", null, 1 << 20) is Errno.EBADF


def test_close_on_exec_belongs_to_the_descriptor(guest: Guest) -> None:
    one = open_null(guest, O_RDWR | O_CLOEXEC)
    two = guest.do("dup", one)
    assert guest.do("fcntl", one, F_GETFD) == FD_CLOEXEC
    assert guest.do("fcntl", two, F_GETFD) == 0
    guest.do("fcntl", two, F_SETFD, FD_CLOEXEC)
    three = guest.do("fcntl", one, F_DUPFD, 10)
    four = guest.do("fcntl", one, F_DUPFD_CLOEXEC, 10)
    guest.process.files.close_on_exec()
    assert [fd for fd, _entry in guest.process.files.items()] == [three]
    assert (three, four) == (10, 11)


def test_status_flags_are_shared_and_only_some_can_be_set(guest: Guest) -> None:
    one = open_null(guest)
    two = guest.do("dup", one)
    guest.do("fcntl", one, F_SETFL, O_APPEND | O_NONBLOCK | O_CLOEXEC)
    assert guest.do("fcntl", two, F_GETFL) == O_RDWR | O_LARGEFILE | O_APPEND | O_NONBLOCK


def test_the_limit_is_emfile(guest: Guest) -> None:
    guest.process.files.limit = 3
    for _ in range(3):
        null = open_null(guest)
    assert guest.fails("open", b"/dev/null") is Errno.EMFILE
    assert guest.fails("dup", null) is Errno.EMFILE
    assert guest.fails("fcntl", null, F_DUPFD, 3) is Errno.EINVAL
    guest.do("close", 0)
    assert open_null(guest) == 0


def test_a_forked_table_has_a_life_of_its_own(guest: Guest) -> None:
    null = open_null(guest)
    child = guest.fork(3)
    guest.do("close", null)
    assert child.read(null) == b""
    assert guest.fails("read", null, guest.buffer(1), 1) is Errno.EBADF


def test_close_range_closes_or_marks(guest: Guest) -> None:
    for _ in range(6):
        open_null(guest)
    guest.do("close_range", 4, 0xFFFFFFFF, 0)
    guest.do("close_range", 2, 3, CLOSE_RANGE_CLOEXEC)
    assert [(fd, entry.close_on_exec) for fd, entry in guest.process.files.items()] == [
        (0, False),
        (1, False),
        (2, True),
        (3, True),
    ]
    assert guest.fails("close_range", 5, 4, 0) is Errno.EINVAL


@pytest.mark.parametrize("name", ["read", "write", "close", "dup", "fstat", "lseek", "fcntl", "ioctl", "getdents64"])
def test_a_descriptor_that_is_none_is_ebadf(guest: Guest, name: str) -> None:
    assert guest.fails(name, 99) is Errno.EBADF
    assert guest.fails(name, -1) is Errno.EBADF


def test_close_all_ends_every_pipe(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    child = guest.fork(3)
    guest.do("close", write_end)
    child.process.files.close_all()
    assert guest.read(read_end) == b""
