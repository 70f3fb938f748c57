import struct

import pytest
from guest import Guest

from cloister.abi.errno import Errno
from cloister.abi.fcntl import (
    F_GETLK,
    F_RDLCK,
    F_SETLK,
    F_SETLKW,
    F_UNLCK,
    F_WRLCK,
    LOCK_EX,
    LOCK_NB,
    LOCK_SH,
    LOCK_UN,
    O_RDWR,
)

FLOCK = struct.Struct("<hhxxxxqqixxxx")


@pytest.fixture
def pair(guest: Guest) -> tuple[Guest, Guest]:
    """Two processes, each with the file open as descriptor 0 by an open of its own."""
    guest.put(b"/file", b"0123456789")
    other = guest.fork(3)
    assert guest.do("open", b"/file", O_RDWR) == other.do("open", b"/file", O_RDWR) == 0
    return guest, other


def record(guest: Guest, kind: int, start: int = 0, size: int = 0) -> int:
    return guest.buffer(FLOCK.pack(kind, 0, start, size, 0))


def test_flock_excludes_other_opens(pair: tuple[Guest, Guest]) -> None:
    one, two = pair
    one.do("flock", 0, LOCK_SH)
    two.do("flock", 0, LOCK_SH)
    assert one.fails("flock", 0, LOCK_EX | LOCK_NB) is Errno.EAGAIN
    waiter = one.blocks("flock", 0, LOCK_EX)
    two.do("flock", 0, LOCK_UN)
    assert waiter.resume() == 0


def test_flock_ends_with_the_last_descriptor(pair: tuple[Guest, Guest]) -> None:
    one, two = pair
    one.do("flock", 0, LOCK_EX)
    copy = one.do("dup", 0)
    one.do("close", 0)
    assert two.fails("flock", 0, LOCK_EX | LOCK_NB) is Errno.EAGAIN
    one.do("close", copy)
    two.do("flock", 0, LOCK_EX)


def test_record_locks_exclude_other_processes_where_they_overlap(pair: tuple[Guest, Guest]) -> None:
    one, two = pair
    one.do("fcntl", 0, F_SETLK, record(one, F_WRLCK, 2, 3))
    two.do("fcntl", 0, F_SETLK, record(two, F_WRLCK, 5, 3))
    assert two.fails("fcntl", 0, F_SETLK, record(two, F_RDLCK, 0, 3)) is Errno.EAGAIN
    one.do("fcntl", 0, F_SETLK, record(one, F_RDLCK, 2, 3))
    two.do("fcntl", 0, F_SETLK, record(two, F_RDLCK, 0, 3))


def test_getlk_tells_who_is_in_the_way(pair: tuple[Guest, Guest]) -> None:
    one, two = pair
    one.do("fcntl", 0, F_SETLK, record(one, F_WRLCK, 2, 0))
    asked = record(two, F_RDLCK, 0, 10)
    two.do("fcntl", 0, F_GETLK, asked)
    assert FLOCK.unpack(two.memory.read(asked, 32)) == (F_WRLCK, 0, 2, 0, 2)
    free = record(two, F_RDLCK, 0, 2)
    two.do("fcntl", 0, F_GETLK, free)
    assert FLOCK.unpack(two.memory.read(free, 32))[0] == F_UNLCK


def test_a_waiter_gets_the_lock_when_the_middle_is_unlocked(pair: tuple[Guest, Guest]) -> None:
    one, two = pair
    one.do("fcntl", 0, F_SETLK, record(one, F_WRLCK, 0, 10))
    waiter = two.blocks("fcntl", 0, F_SETLKW, record(two, F_WRLCK, 4, 2))
    one.do("fcntl", 0, F_SETLK, record(one, F_UNLCK, 4, 2))
    assert waiter.resume() == 0
    assert two.fails("fcntl", 0, F_SETLK, record(two, F_WRLCK, 6, 1)) is Errno.EAGAIN


def test_closing_any_descriptor_of_the_file_drops_the_processs_records(pair: tuple[Guest, Guest]) -> None:
    one, two = pair
    one.do("fcntl", 0, F_SETLK, record(one, F_WRLCK))
    one.do("close", one.do("open", b"/file"))
    two.do("fcntl", 0, F_SETLK, record(two, F_WRLCK))


def test_bad_records_are_refused(pair: tuple[Guest, Guest]) -> None:
    one, _two = pair
    assert one.fails("fcntl", 0, F_SETLK, record(one, 7)) is Errno.EINVAL
    assert one.fails("fcntl", 0, F_SETLK, record(one, F_RDLCK, -1)) is Errno.EINVAL
    assert one.fails("fcntl", 0, F_SETLK, 0) is Errno.EFAULT
    read_only = one.do("open", b"/file")
    assert one.fails("fcntl", read_only, F_SETLK, record(one, F_WRLCK)) is Errno.EBADF
