import pytest
from guest import Guest

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.files.executable import open_executable
from cloister.libos.files.table import FdTable


def test_an_installed_program_is_there_with_its_directories(guest: Guest) -> None:
    guest.kernel.services.install(b"/opt/tools/prog", b"old", 0o644)
    guest.kernel.services.install(b"/opt/tools/prog", b"program", 0o755)
    guest.kernel.services.install(b"/top", b"x")
    assert guest.get(b"/opt/tools/prog") == b"program"
    assert guest.mode_of(b"/opt/tools/prog") == 0o100755
    assert guest.get(b"/top") == b"x"


def test_installing_over_a_host_file_hides_it(overlay: Guest) -> None:
    overlay.kernel.services.install(b"/etc/motd", b"hi")
    assert overlay.get(b"/etc/motd") == b"hi"


def test_a_program_is_opened_with_its_links_resolved(guest: Guest) -> None:
    guest.put(b"/prog", b"\x7fELF", 0o755)
    guest.do("symlink", b"prog", b"/alias")
    program = open_executable(guest.process.fs, b"alias")
    assert (program.path, program.size, program.read_at(1, 3)) == (b"/prog", 4, b"ELF")


def test_a_programs_identity_changes_with_its_contents(guest: Guest) -> None:
    guest.put(b"/prog", b"one", 0o755)
    before = open_executable(guest.process.fs, b"/prog").identity
    assert open_executable(guest.process.fs, b"/prog").identity == before
    guest.put(b"/prog", b"two", 0o755)
    assert open_executable(guest.process.fs, b"/prog").identity != before


@pytest.mark.parametrize(
    ("path", "errno"),
    [(b"/none", Errno.ENOENT), (b"/tmp", Errno.EACCES), (b"/plain", Errno.EACCES), (b"/plain/x", Errno.ENOTDIR)],
)
def test_what_is_no_program_is_refused(guest: Guest, path: bytes, errno: Errno) -> None:
    guest.put(b"/plain", b"")
    with pytest.raises(SyscallError) as caught:
        open_executable(guest.process.fs, path)
    assert caught.value.errno is errno


def test_streams_that_the_host_closed_stay_closed(guest: Guest) -> None:
    files = FdTable()
    guest.kernel.services.open_standard_streams(files)
    assert len(files) == 0
