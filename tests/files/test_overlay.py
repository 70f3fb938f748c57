from pathlib import Path

from guest import Guest, new_host, new_kernel

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY
from cloister.libos.fs.hostfs import HostFs


def test_files_of_the_host_are_read(overlay: Guest, host_tree: Path) -> None:
    assert overlay.get(b"/etc/motd") == b"welcome\n"
    assert overlay.get(b"/etc/link") == b"welcome\n"
    assert overlay.names(b"/etc") == {b"motd", b"big", b"link", b"escape"}
    fd, content = overlay.do("open", b"/etc/big"), (host_tree / "etc/big").read_bytes()
    buffer = overlay.buffer(len(content))
    assert overlay.do("read", fd, buffer, len(content) + 5) == len(content)
    assert overlay.memory.read(buffer, len(content)) == content


def test_absolute_links_of_the_host_stay_inside(overlay: Guest) -> None:
    assert overlay.get(b"/etc/escape") == b"welcome\n"


def test_writing_copies_up_and_leaves_the_host_alone(overlay: Guest, host_tree: Path) -> None:
    fd = overlay.do("open", b"/etc/motd", O_RDWR)
    before = overlay.do("open", b"/etc/motd", O_RDONLY)
    overlay.write(fd, b"WEL")
    assert overlay.read(before) == b"WELcome\n"
    assert overlay.get(b"/etc/motd") == b"WELcome\n"
    assert (host_tree / "etc/motd").read_bytes() == b"welcome\n"


def test_small_reads_and_reads_across_blocks_give_the_same_bytes(overlay: Guest, host_tree: Path) -> None:
    content = (host_tree / "etc/big").read_bytes()
    fd = overlay.do("open", b"/etc/big")
    buffer = overlay.buffer(70_000)
    for offset, size in ((0, 10), (65_530, 20), (65_536, 65_536), (1, 70_000), (len(content) - 5, 100), (1 << 40, 1)):
        count = overlay.do("pread64", fd, buffer, size, offset)
        assert overlay.memory.read(buffer, count) == content[offset : offset + size]


def test_what_was_read_once_does_not_change_when_the_host_does(overlay: Guest, host_tree: Path) -> None:
    assert overlay.get(b"/etc/motd") == b"welcome\n"
    (host_tree / "etc/motd").write_bytes(b"CHANGED\n")
    assert overlay.get(b"/etc/motd") == b"welcome\n"


def test_truncating_a_host_file_reads_nothing_of_it(overlay: Guest, host_tree: Path) -> None:
    fd = overlay.do("open", b"/etc/big", O_RDWR | O_TRUNC)
    overlay.write(fd, b"new")
    assert overlay.get(b"/etc/big") == b"new"
    assert (host_tree / "etc/big").stat().st_size == 256 * 8192


def test_removed_names_stay_away_and_can_be_made_again(overlay: Guest, host_tree: Path) -> None:
    overlay.do("unlink", b"/etc/motd")
    assert overlay.fails("open", b"/etc/motd") is Errno.ENOENT
    assert b"motd" not in overlay.names(b"/etc")
    overlay.put(b"/etc/motd", b"mine")
    assert overlay.get(b"/etc/motd") == b"mine"
    assert (host_tree / "etc/motd").exists()


def test_a_directory_of_the_host_is_removed_and_made_anew_empty(overlay: Guest) -> None:
    assert overlay.fails("rmdir", b"/dir/sub") is Errno.ENOTEMPTY
    overlay.do("unlink", b"/dir/sub/leaf")
    overlay.do("rmdir", b"/dir/sub")
    overlay.do("mkdir", b"/dir/sub", 0o755)
    assert overlay.names(b"/dir/sub") == set()


def test_a_directory_of_the_host_is_renamed_with_all_that_is_in_it(overlay: Guest) -> None:
    overlay.do("rename", b"/dir", b"/etc/moved")
    assert overlay.get(b"/etc/moved/sub/leaf") == b"leaf"
    assert overlay.fails("stat", b"/dir", overlay.buffer(144)) is Errno.ENOENT


def test_renaming_away_and_back_shows_the_file_again(overlay: Guest) -> None:
    overlay.do("rename", b"/etc/motd", b"/etc/other")
    overlay.do("rename", b"/etc/other", b"/etc/motd")
    assert overlay.get(b"/etc/motd") == b"welcome\n"


def test_modes_change_in_memory_only(overlay: Guest, host_tree: Path) -> None:
    mode = (host_tree / "etc/motd").stat().st_mode
    overlay.do("chmod", b"/etc/motd", 0o600)
    assert overlay.mode_of(b"/etc/motd") == 0o100600
    assert (host_tree / "etc/motd").stat().st_mode == mode


def test_hard_links_of_the_host_are_one_file(overlay: Guest, host_tree: Path) -> None:
    (host_tree / "dir/first").write_bytes(b"shared")
    (host_tree / "dir/second").hardlink_to(host_tree / "dir/first")
    fd = overlay.do("open", b"/dir/first", O_RDWR)
    overlay.write(fd, b"S")
    assert overlay.get(b"/dir/second") == b"Shared"


def test_a_hard_link_keeps_what_was_written_through_a_name_that_is_gone(overlay: Guest, host_tree: Path) -> None:
    (host_tree / "dir/first").write_bytes(b"shared")
    (host_tree / "dir/second").hardlink_to(host_tree / "dir/first")
    overlay.put(b"/dir/first", b"written")
    overlay.do("unlink", b"/dir/first")
    assert overlay.get(b"/dir/second") == b"written"
    file_system = overlay.process.fs.root.inode.file_system
    used = file_system.used  # type: ignore[attr-defined]
    overlay.do("unlink", b"/dir/second")
    assert file_system.used < used - len(b"written")  # type: ignore[attr-defined]


def test_the_budget_ends_in_enospc_and_removing_gives_it_back(overlay: Guest) -> None:
    file_system = overlay.process.fs.root.inode.file_system
    file_system.budget = file_system.used + 100_000  # type: ignore[attr-defined]
    fd = overlay.do("creat", b"/hog", 0o644)
    assert overlay.fails("write", fd, overlay.buffer(200_000), 200_000) is Errno.ENOSPC
    overlay.do("write", fd, overlay.buffer(90_000), 90_000)
    assert overlay.fails("pwrite64", fd, b"x", 1, 1 << 40) is Errno.ENOSPC
    overlay.do("close", fd)
    overlay.do("unlink", b"/hog")
    overlay.put(b"/next", bytes(90_000))


def test_a_file_that_the_host_takes_away_fails_to_open(overlay: Guest, host_tree: Path) -> None:
    (host_tree / "dir/vanishing").write_bytes(b"x")
    overlay.names(b"/dir")
    (host_tree / "dir/vanishing").unlink()
    assert overlay.fails("open", b"/dir/vanishing") is Errno.ENOENT
    overlay.do("open", b"/dir/vanishing", O_WRONLY | O_TRUNC)


def test_a_host_tree_can_be_mounted_as_it_is_and_only_read(overlay: Guest, host_tree: Path) -> None:
    services = overlay.kernel.services
    services.namespace.make_directories(b"/mnt")
    services.namespace.mount(b"/mnt", HostFs(services.host).root())
    assert overlay.get(b"/mnt/dir/sub/leaf") == b"leaf"
    assert overlay.names(b"/mnt") == {b"etc", b"dir"}
    (host_tree / "dir/late").write_bytes(b"new")
    assert overlay.get(b"/mnt/dir/late") == b"new"
    for name, *arguments in (
        ("creat", b"/mnt/new", 0o644),
        ("mkdir", b"/mnt/new", 0o755),
        ("unlink", b"/mnt/etc/motd"),
        ("rename", b"/mnt/etc/motd", b"/mnt/x"),
        ("chmod", b"/mnt/etc/motd", 0o777),
        ("truncate", b"/mnt/etc/motd", 0),
        ("open", b"/mnt/etc/motd", O_RDWR),
        ("symlink", b"x", b"/mnt/x"),
    ):
        assert overlay.fails(name, *arguments) is Errno.EROFS


def test_handles_of_many_host_files_are_bounded(host_tree: Path) -> None:
    for number in range(400):
        (host_tree / f"dir/{number}").write_bytes(b"%d" % number)
    host = new_host(host_tree)
    guest = Guest(new_kernel(host.call))
    for _ in range(2):
        assert all(guest.get(b"/dir/%d" % number) == b"%d" % number for number in range(400))
    host.close()
