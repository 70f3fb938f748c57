"""/dev: null zero full random urandom, the terminal, and the usual links."""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

from collections.abc import Callable

from cloister.abi.errno import Errno
from cloister.abi.stat import S_IFCHR, S_IFDIR, make_device
from cloister.libos.errors import SyscallError
from cloister.libos.files import device
from cloister.libos.files.terminal import CONTROLLING_TERMINAL, Console, TerminalInode
from cloister.libos.fs.ramfs import RamFs
from cloister.libos.ocall import Host
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import FileSystem, Inode

_LINKS = {
    b"fd": b"/proc/self/fd",
    b"stdin": b"/proc/self/fd/0",
    b"stdout": b"/proc/self/fd/1",
    b"stderr": b"/proc/self/fd/2",
}
_BUDGET = 1 << 24


class DevFs(RamFs):
    """Files can be made in it, as in Linux's devtmpfs."""

    type_name = b"devtmpfs"


class NoTerminal(Inode):
    """/dev/tty of an enclave without a terminal: ENXIO."""

    def __init__(self, file_system: FileSystem, device: int) -> None:
        super().__init__(file_system, S_IFCHR | 0o666)
        self.special_device = device

    def open(self, flags: int, dentry: Dentry) -> object:  # type: ignore[override]
        raise SyscallError(Errno.ENXIO)


def new_devfs(host: Host, console: Console, now_ns: Callable[[], int]) -> Inode:
    """The root directory."""
    file_system = DevFs(now_ns, _BUDGET)
    root = file_system.new_root()
    for name, inode in _devices(file_system, host).items():
        root.link(name, inode)
        inode.link_count = 1
    for name, number in ((b"tty", CONTROLLING_TERMINAL), (b"console", make_device(5, 1))):
        inode = _terminal(file_system, host, console, number) or NoTerminal(file_system, number)
        root.link(name, inode)
        inode.link_count = 1
    for name, target in _LINKS.items():
        root.create_symlink(name, target)
    root.create(b"shm", S_IFDIR | 0o1777)
    terminals = root.create(b"pts", S_IFDIR | 0o755)
    if (terminal := _terminal(file_system, host, console, make_device(136, 0))) is not None:
        terminals.link(b"0", terminal)
        terminal.link_count = 1
    return root


def _terminal(file_system: FileSystem, host: Host, console: Console, device: int) -> Inode | None:
    if console.stream is None:
        return None
    return TerminalInode(file_system, host, console.stream, console, device)


def _devices(file_system: FileSystem, host: Host) -> dict[bytes, Inode]:
    def new(minor: int, produce: device.Produce, consume: device.Consume) -> Inode:
        return device.DeviceInode(file_system, make_device(1, minor), produce, consume)

    return {
        b"null": new(3, device.produce_nothing, device.consume_all),
        b"zero": new(5, device.produce_zeros, device.consume_all),
        b"full": new(7, device.produce_zeros, device.consume_nothing),
        b"random": new(8, host.random, device.consume_all),
        b"urandom": new(9, host.random, device.consume_all),
    }
