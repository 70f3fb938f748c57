import pytest
from guest import WILD, Guest

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW, O_DIRECTORY, O_PATH, O_RDONLY

STAT_SIZE = 144


@pytest.fixture
def tree(guest: Guest) -> Guest:
    for path in (b"/a", b"/a/b", b"/a/b/c"):
        guest.do("mkdir", path, 0o755)
    guest.put(b"/a/file", b"text")
    return guest


@pytest.mark.parametrize(
    "path",
    [b"/a/file", b"//a///file", b"/a/./b/../file", b"/a/b/c/../../file", b"/../../a/file", b"a/file", b"./a/b/../file"],
)
def test_a_file_is_found_by_every_spelling(tree: Guest, path: bytes) -> None:
    assert tree.get(path) == b"text"


@pytest.mark.parametrize(
    ("path", "errno"),
    [
        (b"", Errno.ENOENT),
        (b"/none", Errno.ENOENT),
        (b"/none/file", Errno.ENOENT),
        (b"/a/file/x", Errno.ENOTDIR),
        (b"/a/file/", Errno.ENOTDIR),
        (b"/a/file/.", Errno.ENOTDIR),
        (b"/a/file/..", Errno.ENOTDIR),
        (b"/" + b"n" * 256, Errno.ENAMETOOLONG),
        (b"/" + b"a/../" * 1000, Errno.ENAMETOOLONG),
    ],
)
def test_a_bad_path_has_its_errno(tree: Guest, path: bytes, errno: Errno) -> None:
    assert tree.fails("stat", path, tree.buffer(STAT_SIZE)) is errno


def test_a_wild_path_pointer_is_efault(guest: Guest) -> None:
    assert guest.fails("stat", WILD, guest.buffer(STAT_SIZE)) is Errno.EFAULT
    assert guest.fails("open", 0, O_RDONLY) is Errno.EFAULT
    assert guest.fails("stat", b"/", WILD) is Errno.EFAULT


def test_links_are_followed_in_the_middle_and_at_the_end(tree: Guest) -> None:
    tree.do("symlink", b"b/c", b"/a/deep")
    tree.do("symlink", b"../../file", b"/a/b/c/up")
    tree.do("symlink", b"/a", b"/root")
    assert tree.get(b"/root/deep/up") == b"text"


def test_a_link_loop_is_eloop(guest: Guest) -> None:
    guest.do("symlink", b"two", b"/one")
    guest.do("symlink", b"one", b"/two")
    assert guest.fails("stat", b"/one", guest.buffer(STAT_SIZE)) is Errno.ELOOP
    guest.do("lstat", b"/one", guest.buffer(STAT_SIZE))


def test_forty_links_are_followed_and_no_more(guest: Guest) -> None:
    guest.put(b"/0", b"end")
    for number in range(41):
        guest.do("symlink", b"%d" % number, b"/%d" % (number + 1))
    assert guest.get(b"/40") == b"end"
    assert guest.fails("open", b"/41") is Errno.ELOOP


def test_a_link_with_a_slash_means_the_directory(tree: Guest) -> None:
    tree.do("symlink", b"a", b"/link")
    address = tree.buffer(STAT_SIZE)
    tree.do("lstat", b"/link/", address)
    assert tree.memory.read_u32(address + 24) & 0o170000 == 0o040000


def test_relative_paths_start_at_a_directory_descriptor(tree: Guest) -> None:
    directory = tree.do("open", b"/a", O_DIRECTORY)
    assert tree.read(tree.do("openat", directory, b"file")) == b"text"
    assert tree.read(tree.do("openat", 99, b"/a/file")) == b"text"
    assert tree.fails("openat", 99, b"file") is Errno.EBADF
    file = tree.do("open", b"/a/file")
    assert tree.fails("openat", file, b"x") is Errno.ENOTDIR


def test_an_empty_path_means_the_descriptor_itself_if_asked(tree: Guest) -> None:
    file, address = tree.do("open", b"/a/file"), tree.buffer(STAT_SIZE)
    tree.do("newfstatat", file, b"", address, AT_EMPTY_PATH)
    assert tree.memory.read_u64(address + 48) == 4
    assert tree.fails("newfstatat", file, b"", address, 0) is Errno.ENOENT
    assert tree.fails("newfstatat", AT_FDCWD, b"/a", address, 0x4000_0000) is Errno.EINVAL
    tree.do("newfstatat", AT_FDCWD, b"/a", address, AT_SYMLINK_NOFOLLOW)


def test_getcwd_follows_chdir_and_fchdir(tree: Guest) -> None:
    tree.do("chdir", b"/a/b/../b/c")
    buffer = tree.buffer(64)
    assert tree.do("getcwd", buffer, 64) == 7
    assert tree.memory.read(buffer, 7) == b"/a/b/c\0"
    assert tree.fails("getcwd", buffer, 6) is Errno.ERANGE
    tree.do("fchdir", tree.do("open", b"/a", O_DIRECTORY))
    assert tree.do("getcwd", buffer, 64) == 3
    assert tree.fails("chdir", b"file") is Errno.ENOTDIR


def test_a_removed_working_directory_has_no_path(tree: Guest) -> None:
    tree.do("chdir", b"/a/b/c")
    tree.do("rmdir", b"/a/b/c")
    assert tree.fails("getcwd", tree.buffer(64), 64) is Errno.ENOENT
    assert tree.fails("open", b"new", 0o101) is Errno.ENOENT


def test_a_working_directory_can_lie_deeper_than_any_path_reaches(guest: Guest) -> None:
    for _ in range(3000):
        guest.do("mkdir", b"d", 0o755)
        guest.do("chdir", b"d")
    assert guest.fails("getcwd", guest.buffer(8192), 8192) is Errno.ENAMETOOLONG
    guest.do("chdir", b"/")
    for _ in range(3000):
        guest.do("chdir", b"d")
    guest.put(b"deep", b"here")
    assert guest.get(b"deep") == b"here"


def test_chroot_is_not_left_by_dots_or_absolute_links(tree: Guest) -> None:
    tree.do("symlink", b"/file", b"/a/b/link")
    tree.do("chroot", b"/a")
    tree.do("chdir", b"/")
    assert tree.get(b"/../../file") == b"text"
    assert tree.get(b"/b/link") == b"text"
    assert tree.fails("stat", b"/a", tree.buffer(STAT_SIZE)) is Errno.ENOENT


def test_o_path_gives_a_place_and_no_access(tree: Guest) -> None:
    place = tree.do("open", b"/a/file", O_PATH)
    tree.do("fstat", place, tree.buffer(STAT_SIZE))
    assert tree.fails("read", place, tree.buffer(4), 4) is Errno.EBADF
    assert tree.fails("ioctl", place, 0x541B, tree.buffer(4)) is Errno.EBADF


def test_mount_points_cannot_be_removed_or_renamed(guest: Guest) -> None:
    assert guest.fails("rmdir", b"/dev") is Errno.EBUSY
    assert guest.fails("rename", b"/dev", b"/elsewhere") is Errno.EBUSY
    assert guest.fails("rename", b"/tmp", b"/dev/shm/tmp") is Errno.EXDEV
    buffer = guest.buffer(16)
    guest.do("chdir", b"/dev/shm/../..")
    assert guest.do("getcwd", buffer, 16) == 2


def test_another_user_needs_permission(tree: Guest) -> None:
    tree.do("chmod", b"/a/file", 0o640)
    tree.put(b"/a/b/secret", b"s", 0o600)
    tree.do("chmod", b"/a/b", 0o711)
    tree.process.credentials.uid = tree.process.credentials.euid = 1000
    tree.process.credentials.gid = tree.process.credentials.egid = 1000
    assert tree.fails("open", b"/a/file") is Errno.EACCES
    assert tree.fails("open", b"/a/b/secret") is Errno.EACCES
    assert tree.fails("open", b"/a/b", O_DIRECTORY) is Errno.EACCES
    assert tree.fails("unlink", b"/a/file") is Errno.EACCES
    assert tree.fails("chmod", b"/a/file", 0o777) is Errno.EPERM
    tree.process.credentials.groups = (0,)
    assert tree.get(b"/a/file") == b"text"


def test_the_superuser_executes_only_what_somebody_may(tree: Guest) -> None:
    tree.do("access", b"/a/file", 6)
    assert tree.fails("access", b"/a/file", 1) is Errno.EACCES
    tree.do("chmod", b"/a/file", 0o001)
    tree.do("access", b"/a/file", 7)


def test_the_sticky_bit_protects_other_peoples_files(guest: Guest) -> None:
    guest.put(b"/tmp/file", b"")
    guest.process.credentials.euid = 1000
    assert guest.fails("unlink", b"/tmp/file") is Errno.EPERM
    guest.put(b"/tmp/mine", b"")
    guest.do("unlink", b"/tmp/mine")
