import os

import pytest
from guest import Guest

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_RDWR, O_WRONLY
from cloister.abi.termios import FIOCLEX, FIONBIO, FIONREAD, TCGETS


def test_null_zero_and_full_behave_as_on_linux(guest: Guest) -> None:
    null, zero, full = (guest.do("open", b"/dev/" + name, O_RDWR) for name in (b"null", b"zero", b"full"))
    assert guest.read(null) == b""
    assert guest.write(null, b"gone") == 4
    assert guest.read(zero, 5) == bytes(5)
    assert guest.fails("write", full, b"x", 1) is Errno.ENOSPC


def test_random_fills_the_buffer_with_something_new(guest: Guest) -> None:
    random = guest.do("open", b"/dev/urandom")
    assert len(guest.read(random, 64)) == 64
    assert guest.read(random, 64) != guest.read(random, 64)


def test_dev_null_has_linux_numbers(guest: Guest) -> None:
    address = guest.buffer(144)
    guest.do("stat", b"/dev/null", address)
    assert guest.memory.read_u64(address + 40) == os.makedev(1, 3)
    assert guest.memory.read_u32(address + 24) == 0o020666


def test_dev_fd_opens_a_descriptor_again(guest: Guest) -> None:
    guest.put(b"/file", b"text")
    fd = guest.do("open", b"/file")
    assert guest.get(b"/dev/fd/%d" % fd) == b"text"
    read_end, write_end = guest.pipe()
    again = guest.do("open", b"/proc/self/fd/%d" % write_end, O_WRONLY)
    guest.do("close", write_end)
    guest.write(again, b"via proc")
    assert guest.read(read_end) == b"via proc"


def test_without_a_terminal_dev_tty_is_enxio(guest: Guest) -> None:
    assert guest.fails("open", b"/dev/tty", O_RDWR) is Errno.ENXIO


def test_ioctls_that_every_file_has(guest: Guest) -> None:
    read_end, write_end = guest.pipe()
    guest.write(write_end, b"12345")
    count = guest.buffer(4)
    guest.do("ioctl", read_end, FIONREAD, count)
    assert guest.memory.read_u32(count) == 5
    guest.read(read_end)
    guest.do("ioctl", read_end, FIONBIO, guest.buffer(b"\1\0\0\0"))
    assert guest.fails("read", read_end, guest.buffer(1), 1) is Errno.EAGAIN
    guest.do("ioctl", read_end, FIOCLEX)
    guest.process.files.close_on_exec()
    assert guest.fails("fstat", read_end, guest.buffer(144)) is Errno.EBADF
    assert guest.fails("ioctl", write_end, TCGETS, guest.buffer(64)) is Errno.ENOTTY


@pytest.mark.parametrize("name", [b"meminfo", b"cpuinfo", b"uptime", b"loadavg", b"stat", b"mounts", b"version"])
def test_proc_tells_about_the_system(guest: Guest, name: bytes) -> None:
    assert guest.get(b"/proc/" + name).endswith(b"\n")


def test_proc_tells_about_a_process(guest: Guest) -> None:
    guest.put(b"/bin-prog", b"")
    assert guest.get(b"/proc/self/cmdline") == b"prog\0arg\0"
    assert guest.get(b"/proc/2/environ") == b"A=B\0"
    assert guest.get(b"/proc/self/comm") == b"prog\n"
    assert b"2" in guest.names(b"/proc")
    assert guest.fails("open", b"/proc/99/cmdline") is Errno.ENOENT
    buffer = guest.buffer(64)
    size = guest.do("readlink", b"/proc/self", buffer, 64)
    assert guest.memory.read(buffer, size) == b"2"
    guest.do("chdir", b"/tmp")
    size = guest.do("readlink", b"/proc/self/cwd", buffer, 64)
    assert guest.memory.read(buffer, size) == b"/tmp"


def test_proc_shows_memory_as_ps_and_gdb_expect_it(guest: Guest) -> None:
    lines = guest.get(b"/proc/self/maps").splitlines()
    assert lines[0].startswith(b"00400000-00500000 r-xp 00000000 00:00 0  ")
    assert lines[-1].endswith(b"map")
    assert [line.split()[-1] for line in lines[1:4]] == [b"[stack]", b"/bin/prog", b"[heap]"]
    fields = guest.get(b"/proc/self/stat").split()
    assert (fields[:4], fields[22], fields[23]) == ([b"2", b"(prog)", b"R", b"1"], b"1048576", b"16")
    assert len(fields) == 52
    assert b"VmRSS:\t      64 kB\n" in guest.get(b"/proc/self/status")


def test_proc_keeps_a_process_private_from_other_users(guest: Guest) -> None:
    fd = guest.do("open", b"/dev/null")
    other = guest.fork(3)
    other.process.credentials.euid = other.process.credentials.uid = 1000
    for path in (b"environ", b"maps", b"fd"):
        assert other.fails("open", b"/proc/2/" + path) is Errno.EACCES
    for path in (b"cwd", b"root", b"exe", b"fd/%d" % fd):
        assert other.fails("stat", b"/proc/2/" + path, other.buffer(144)) is Errno.EACCES
        assert other.fails("readlink", b"/proc/2/" + path, other.buffer(64), 64) is Errno.EACCES
    assert other.get(b"/proc/2/comm") == b"prog\n"
    assert other.get(b"/proc/self/environ") == b"A=B\0"
    assert guest.get(b"/proc/3/environ") == b"A=B\0"


def test_proc_is_read_only(guest: Guest) -> None:
    assert guest.fails("open", b"/proc/new", 0o101, 0o644) is Errno.EROFS
    assert guest.fails("unlink", b"/proc/meminfo") is Errno.EROFS
    assert guest.fails("open", b"/proc/meminfo", O_WRONLY) is Errno.EROFS
    assert guest.fails("chmod", b"/proc/meminfo", 0o777) is Errno.EROFS


def test_statfs_names_the_file_system(guest: Guest) -> None:
    address = guest.buffer(120)
    guest.do("statfs", b"/proc", address)
    assert guest.memory.read_u64(address) == 0x9FA0
    guest.do("statfs", b"/", address)
    assert guest.memory.read_u64(address) == 0x01021994
