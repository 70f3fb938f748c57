"""What every writable file system must do, applied to each: ramfs, the overlay over a host tree, devfs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from guest import Guest, new_host, new_kernel

from cloister.abi.errno import Errno
from cloister.abi.fcntl import (
    AT_FDCWD,
    O_APPEND,
    O_CREAT,
    O_DIRECTORY,
    O_EXCL,
    O_NOFOLLOW,
    O_RDONLY,
    O_RDWR,
    O_TRUNC,
    O_WRONLY,
    RENAME_EXCHANGE,
    RENAME_NOREPLACE,
    SEEK_CUR,
    SEEK_DATA,
    SEEK_END,
    SEEK_HOLE,
    SEEK_SET,
)


@pytest.fixture(params=["ramfs", "overlay of an empty directory", "overlay of a full directory", "devfs"])
def place(request: pytest.FixtureRequest, host_tree: Path) -> Iterator[Guest]:
    host = new_host(host_tree if "overlay" in request.param else None)
    guest = Guest(new_kernel(host.call))
    directory = {"overlay of a full directory": b"/dir/sub", "devfs": b"/dev/shm"}.get(request.param, b"/work")
    if directory == b"/work":
        guest.do("mkdir", directory, 0o755)
    guest.do("chdir", directory)
    if directory == b"/dir/sub":
        guest.do("unlink", b"leaf")
    yield guest
    host.close()


def test_a_created_file_keeps_what_was_written(place: Guest) -> None:
    place.put(b"file", b"content")
    assert place.get(b"file") == b"content"
    assert place.size_of(b"file") == 7


def test_umask_takes_bits_from_new_files(place: Guest) -> None:
    place.do("umask", 0o027)
    place.do("creat", b"file", 0o666)
    place.do("mkdir", b"dir", 0o777)
    assert place.mode_of(b"file") == 0o100640
    assert place.mode_of(b"dir") == 0o040750


def test_o_excl_refuses_what_exists_even_a_dangling_link(place: Guest) -> None:
    place.put(b"file", b"")
    place.do("symlink", b"nowhere", b"link")
    assert place.fails("open", b"file", O_CREAT | O_EXCL | O_RDWR) is Errno.EEXIST
    assert place.fails("open", b"link", O_CREAT | O_EXCL | O_RDWR) is Errno.EEXIST


def test_o_creat_through_a_dangling_link_makes_its_target(place: Guest) -> None:
    place.do("symlink", b"target", b"link")
    place.put(b"link", b"made")
    assert place.get(b"target") == b"made"


def test_o_trunc_empties_and_o_append_adds(place: Guest) -> None:
    place.put(b"file", b"old content")
    place.do("close", place.do("open", b"file", O_WRONLY | O_TRUNC))
    assert place.size_of(b"file") == 0
    fd = place.do("open", b"file", O_WRONLY | O_APPEND)
    place.put(b"file", b"other")
    place.write(fd, b"+more")
    assert place.get(b"file") == b"other+more"


def test_descriptors_of_one_open_share_the_offset_and_of_two_do_not(place: Guest) -> None:
    place.put(b"file", b"abcdef")
    first, second = place.do("open", b"file"), place.do("open", b"file")
    copy = place.do("dup", first)
    assert (place.read(first, 2), place.read(copy, 2), place.read(second, 2)) == (b"ab", b"cd", b"ab")


def test_a_descriptor_is_good_for_its_direction_only(place: Guest) -> None:
    place.put(b"file", b"x")
    reader, writer = place.do("open", b"file", O_RDONLY), place.do("open", b"file", O_WRONLY)
    assert place.fails("write", reader, b"x", 1) is Errno.EBADF
    assert place.fails("read", writer, place.buffer(1), 1) is Errno.EBADF


def test_lseek_moves_and_writing_behind_the_end_leaves_zeros(place: Guest) -> None:
    fd = place.do("open", b"file", O_RDWR | O_CREAT, 0o644)
    assert place.do("lseek", fd, 4, SEEK_SET) == 4
    place.write(fd, b"end")
    assert place.do("lseek", fd, -3, SEEK_CUR) == 4
    assert place.do("lseek", fd, 0, SEEK_END) == 7
    assert place.get(b"file") == b"\0\0\0\0end"
    assert place.fails("lseek", fd, -8, SEEK_END) is Errno.EINVAL
    assert place.do("lseek", fd, 1, SEEK_DATA) == 1
    assert place.do("lseek", fd, 1, SEEK_HOLE) == 7
    assert place.fails("lseek", fd, 7, SEEK_DATA) is Errno.ENXIO


def test_truncate_cuts_and_extends_with_zeros(place: Guest) -> None:
    place.put(b"file", b"abcdef")
    place.do("truncate", b"file", 3)
    assert place.get(b"file") == b"abc"
    place.do("truncate", b"file", 5)
    assert place.get(b"file") == b"abc\0\0"
    place.do("truncate", b"file", 1 << 40)
    assert place.size_of(b"file") == 1 << 40


def test_pread_and_pwrite_leave_the_offset(place: Guest) -> None:
    place.put(b"file", b"abcdef")
    fd = place.do("open", b"file", O_RDWR)
    place.do("pwrite64", fd, b"XY", 2, 1)
    buffer = place.buffer(3)
    assert place.do("pread64", fd, buffer, 3, 1) == 3
    assert place.memory.read(buffer, 3) == b"XYd"
    assert place.read(fd, 2) == b"aX"
    assert place.fails("pread64", fd, buffer, 1, -1) is Errno.EINVAL


def test_an_unlinked_open_file_lives_until_closed(place: Guest) -> None:
    place.put(b"file", b"still here")
    fd = place.do("open", b"file")
    place.do("unlink", b"file")
    assert place.read(fd) == b"still here"
    assert place.fails("open", b"file") is Errno.ENOENT


def test_links_share_the_file(place: Guest) -> None:
    place.put(b"one", b"1")
    place.do("link", b"one", b"two")
    place.put(b"two", b"2")
    assert place.get(b"one") == b"2"
    place.do("unlink", b"one")
    assert place.get(b"two") == b"2"
    assert place.fails("link", b"two", b"two") is Errno.EEXIST
    assert place.fails("link", b".", b"dir") is Errno.EPERM


def test_symlinks_are_told_and_followed(place: Guest) -> None:
    place.put(b"file", b"x")
    place.do("symlink", b"file", b"link")
    buffer = place.buffer(100)
    assert place.do("readlink", b"link", buffer, 100) == 4
    assert place.memory.read(buffer, 4) == b"file"
    assert place.get(b"link") == b"x"
    assert place.mode_of(b"link") == 0o120777
    assert place.fails("open", b"link", O_NOFOLLOW) is Errno.ELOOP
    assert place.fails("readlink", b"file", buffer, 100) is Errno.EINVAL


def test_directories_are_made_listed_and_removed(place: Guest) -> None:
    place.do("mkdir", b"dir", 0o755)
    place.put(b"dir/a", b"")
    place.put(b"dir/b", b"")
    assert place.names(b"dir") == {b"a", b"b"}
    assert place.fails("mkdir", b"dir", 0o755) is Errno.EEXIST
    assert place.fails("rmdir", b"dir") is Errno.ENOTEMPTY
    assert place.fails("unlink", b"dir") is Errno.EISDIR
    assert place.fails("rmdir", b"dir/a") is Errno.ENOTDIR
    place.do("unlink", b"dir/a")
    place.do("unlinkat", AT_FDCWD, b"dir/b", 0)
    place.do("unlinkat", AT_FDCWD, b"dir", 0x200)
    assert place.names(b".") == set()


def test_rmdir_refuses_dots(place: Guest) -> None:
    place.do("mkdir", b"dir", 0o755)
    assert place.fails("rmdir", b"dir/.") is Errno.EINVAL
    assert place.fails("rmdir", b"dir/..") is Errno.ENOTEMPTY


def test_rename_replaces_files_and_empty_directories_only(place: Guest) -> None:
    place.put(b"one", b"1")
    place.put(b"two", b"2")
    place.do("rename", b"one", b"two")
    assert place.get(b"two") == b"1"
    assert place.names(b".") == {b"two"}
    place.do("mkdir", b"d1", 0o755)
    place.do("mkdir", b"d2", 0o755)
    place.put(b"d2/file", b"")
    assert place.fails("rename", b"d1", b"d2") is Errno.ENOTEMPTY
    assert place.fails("rename", b"two", b"d1") is Errno.EISDIR
    assert place.fails("rename", b"d1", b"two") is Errno.ENOTDIR
    place.do("rename", b"d2", b"d1")
    assert place.names(b"d1") == {b"file"}


def test_rename_moves_the_working_directory_with_its_parent(place: Guest) -> None:
    place.do("mkdir", b"old", 0o755)
    place.do("mkdir", b"old/inner", 0o755)
    place.do("chdir", b"old/inner")
    place.do("rename", b"../../old", b"../../new")
    buffer = place.buffer(100)
    size = place.do("getcwd", buffer, 100)
    assert place.memory.read(buffer, size).endswith(b"/new/inner\0")


def test_rename_refuses_loops(place: Guest) -> None:
    place.do("mkdir", b"dir", 0o755)
    place.do("mkdir", b"dir/sub", 0o755)
    assert place.fails("rename", b"dir", b"dir/sub/dir") is Errno.EINVAL
    assert place.fails("rename", b"dir/sub", b"dir") is Errno.ENOTEMPTY


def test_rename_flags_do_what_they_say(place: Guest) -> None:
    place.put(b"one", b"1")
    place.put(b"two", b"2")
    assert place.fails("renameat2", AT_FDCWD, b"one", AT_FDCWD, b"two", RENAME_NOREPLACE) is Errno.EEXIST
    place.do("renameat2", AT_FDCWD, b"one", AT_FDCWD, b"two", RENAME_EXCHANGE)
    assert (place.get(b"one"), place.get(b"two")) == (b"2", b"1")


def test_renaming_one_link_onto_another_of_the_file_changes_nothing(place: Guest) -> None:
    place.put(b"one", b"1")
    place.do("link", b"one", b"two")
    place.do("rename", b"one", b"two")
    assert place.names(b".") == {b"one", b"two"}


def test_a_directory_counts_its_subdirectories_as_links(place: Guest) -> None:
    place.do("mkdir", b"dir", 0o755)
    place.do("mkdir", b"dir/sub", 0o755)
    place.do("mkdir", b"dir/sub2", 0o755)
    place.do("rename", b"dir/sub2", b"moved")
    address = place.buffer(144)
    place.do("stat", b"dir", address)
    assert place.memory.read_u64(address + 16) == 3


def test_attributes_are_kept(place: Guest) -> None:
    place.put(b"file", b"")
    place.do("chmod", b"file", 0o4711)
    assert place.mode_of(b"file") == 0o104711
    place.do("chown", b"file", 7, 0xFFFFFFFF)
    times = place.buffer(b"".join(value.to_bytes(8, "little") for value in (5, 6, 7, 8)))
    place.do("utimensat", AT_FDCWD, b"file", times, 0)
    address = place.buffer(144)
    place.do("stat", b"file", address)
    assert place.memory.read_u32(address + 28) == 7
    assert place.memory.read_words(address + 72, 4) == (5, 6, 7, 8)
    assert place.mode_of(b"file") == 0o100711


def test_a_removed_directory_takes_no_new_entries(place: Guest) -> None:
    place.do("mkdir", b"dir", 0o755)
    fd = place.do("open", b"dir", O_DIRECTORY)
    place.do("rmdir", b"dir")
    assert place.fails("openat", fd, b"file", O_CREAT | O_WRONLY, 0o644) is Errno.ENOENT
    assert place.fails("mkdirat", fd, b"sub", 0o755) is Errno.ENOENT


def test_a_directory_can_be_removed_while_it_is_listed(place: Guest) -> None:
    for number in range(100):
        place.put(b"file%d" % number, b"")
    fd = place.do("open", b".", O_DIRECTORY)
    removed = 0
    while count := place.do("getdents64", fd, buffer := place.buffer(600), 600):
        packed = place.memory.read(buffer, count)
        while packed:
            length = int.from_bytes(packed[16:18], "little")
            name = packed[19:length].split(b"\0")[0]
            if name not in (b".", b".."):
                place.do("unlink", name)
                removed += 1
            packed = packed[length:]
    assert removed == 100


def test_a_listing_buffer_too_small_for_one_entry_is_einval(place: Guest) -> None:
    fd = place.do("open", b".", O_DIRECTORY)
    assert place.fails("getdents64", fd, place.buffer(10), 10) is Errno.EINVAL
