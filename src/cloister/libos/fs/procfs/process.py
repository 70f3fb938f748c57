"""/proc/PID."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cloister.abi.layout import PAGE_SIZE, PROGRAM_BASE
from cloister.abi.mman import Protection
from cloister.libos.fs.procfs.nodes import Folder, Link, ProcFs, Text
from cloister.libos.vfs.context import FsContext
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import Inode
from cloister.libos.vfs.walk import resolve

if TYPE_CHECKING:
    from cloister.libos.services import Services

_READ, _WRITE, _EXEC = Protection.PROT_READ, Protection.PROT_WRITE, Protection.PROT_EXEC
_PRIVATE = 0o400
"""What Linux shows to whoever may trace the process only."""
_TICK_NS = 10_000_000
"""What sysconf(_SC_CLK_TCK) says a clock tick is."""
_STATE_NAMES = {"R": b"running", "S": b"sleeping", "T": b"stopped", "Z": b"zombie", "D": b"disk sleep"}


class ProcessFolder:
    """Makes the files of one process's folder."""

    def __init__(self, file_system: ProcFs, services: Services, process: Any) -> None:
        self._file_system = file_system
        self._services = services
        self._process = process

    def folder(self) -> Inode:
        return Folder(self._file_system, lambda: self._makers(), self._make)

    def _makers(self) -> dict[bytes, Callable[[], Inode]]:
        return {
            b"cmdline": lambda: self._text(self._cmdline),
            b"comm": lambda: self._text(lambda: self._comm() + b"\n"),
            b"environ": lambda: self._text(self._environ, _PRIVATE),
            b"stat": lambda: self._text(self._stat),
            b"statm": lambda: self._text(self._statm),
            b"status": lambda: self._text(self._status),
            b"maps": lambda: self._text(self._maps, _PRIVATE),
            b"mounts": lambda: self._text(lambda: mounts_text(self._services)),
            b"exe": self._exe,
            b"cwd": lambda: self._place(lambda: self._process.fs.cwd),
            b"root": lambda: self._place(lambda: self._process.fs.root),
            b"fd": lambda: Folder(self._file_system, self._descriptor_names, self._descriptor, _PRIVATE | 0o100),
        }

    def _make(self, name: bytes) -> Inode | None:
        maker = self._makers().get(name)
        if maker is None:
            return None
        inode = maker()
        inode.uid, inode.gid = self._process.credentials.euid, self._process.credentials.egid
        return inode

    def _text(self, produce: Callable[[], bytes], mode: int = 0o444) -> Inode:
        return Text(self._file_system, produce, mode)

    # --- links ---

    def _link(self, text: Callable[[FsContext | None], bytes], target: Callable[[], Dentry]) -> Inode:
        return Link(self._file_system, text, target, self._process)

    def _place(self, dentry: Callable[[], Dentry]) -> Inode:
        return self._link(lambda context: (context or self._process.fs).path_of(dentry()), dentry)

    def _exe(self) -> Inode:
        path: bytes = self._process.executable
        fs: FsContext = self._process.fs
        return self._link(lambda _context: path, lambda: resolve(fs, path))

    def _descriptor_names(self) -> list[bytes]:
        return [b"%d" % fd for fd, _entry in self._process.files.items()]

    def _descriptor(self, name: bytes) -> Inode | None:
        if not name.isdigit() or int(name) not in self._process.files:
            return None
        description = self._process.files.get(int(name))

        def text(context: FsContext | None) -> bytes:
            label: bytes | None = description.label()
            return label if label is not None else (context or self._process.fs).path_of(description.dentry)

        return self._link(text, lambda: description.dentry)

    # --- texts ---

    def _cmdline(self) -> bytes:
        return b"".join(argument + b"\0" for argument in self._process.argv)

    def _environ(self) -> bytes:
        return b"".join(entry + b"\0" for entry in self._process.environ)

    def _comm(self) -> bytes:
        """The thread's name; a zombie has none left, and shows its program's."""
        process = self._process
        name: bytes = process.threads[0].name if process.threads else process.executable.rpartition(b"/")[2]
        return name[:15]

    def _sizes(self) -> tuple[int, int]:
        """Virtual and resident bytes; none for a zombie."""
        if self._process.is_dead or not self._process.threads:
            return 0, 0
        return self._process.space.size, self._process.threads[0].memory.resident_size()

    def _stat(self) -> bytes:
        process = self._process
        size, resident = self._sizes()
        console = self._services.console
        is_ours = console.session == process.sid and console.session != 0
        head = (process.pid, self._comm(), process.state.encode(), process.ppid, process.pgid, process.sid)
        fields = [
            136 << 8 if is_ours else 0,
            console.foreground if is_ours else -1,
            *[0] * 9,
            20,
            0,
            max(1, len(process.threads)),
            0,
            process.start_ns // _TICK_NS,
            size,
            resident // PAGE_SIZE,
            (1 << 64) - 1,
            *[0] * 27,
        ]
        return b"%d (%s) %s %d %d %d " % head + b" ".join(b"%d" % field for field in fields) + b"\n"

    def _statm(self) -> bytes:
        size, resident = self._sizes()
        return b"%d %d 0 0 0 %d 0\n" % (size // PAGE_SIZE, resident // PAGE_SIZE, resident // PAGE_SIZE)

    def _status(self) -> bytes:
        process, ids = self._process, self._process.credentials
        size, resident = self._sizes()
        lines = [
            b"Name:\t" + self._comm(),
            b"Umask:\t%04o" % process.fs.umask,
            b"State:\t%s (%s)" % (process.state.encode(), _STATE_NAMES.get(process.state, b"unknown")),
            b"Tgid:\t%d" % process.pid,
            b"Pid:\t%d" % process.pid,
            b"PPid:\t%d" % process.ppid,
            b"TracerPid:\t0",
            b"Uid:\t%d\t%d\t%d\t%d" % (ids.uid, ids.euid, ids.suid, ids.euid),
            b"Gid:\t%d\t%d\t%d\t%d" % (ids.gid, ids.egid, ids.sgid, ids.egid),
            b"FDSize:\t%d" % process.files.limit,
            b"Groups:\t" + b" ".join(b"%d" % group for group in ids.groups),
            b"VmSize:\t%8d kB" % (size // 1024),
            b"VmRSS:\t%8d kB" % (resident // 1024),
            b"Threads:\t%d" % max(1, len(process.threads)),
        ]
        return b"\n".join(lines) + b"\n"

    def _maps(self) -> bytes:
        """The program's text and read-only data are shown as one range."""
        if self._process.is_dead:
            return b""
        space, program, read_write = self._process.space, self._process.executable, _READ | _WRITE
        ranges = [
            (PROGRAM_BASE, space.floor, _READ | _EXEC, program),
            (space.floor, space.data_start, read_write, b"[stack]"),
            (space.data_start, space.brk_start, read_write, program),
            (space.brk_start, -(-space.brk_end // PAGE_SIZE) * PAGE_SIZE, read_write, b"[heap]"),
            *((mapping.start, mapping.end, mapping.protection, mapping.name) for mapping in space.mappings),
        ]
        return b"".join(_maps_line(*entry) for entry in ranges if entry[0] < entry[1])


def _maps_line(start: int, end: int, protection: int, name: bytes) -> bytes:
    letters = [(_READ, "r"), (_WRITE, "w"), (_EXEC, "x")]
    access = "".join(letter if protection & bit else "-" for bit, letter in letters) + "p"
    line = f"{start:08x}-{end:08x} {access} 00000000 00:00 0".encode()
    return (line.ljust(73) + name if name else line) + b"\n"


def mounts_text(services: Services) -> bytes:
    """/proc/mounts."""
    lines = []
    for mount in services.namespace.mounts:
        kind = mount.file_system.type_name
        access = b"ro" if mount.file_system.is_read_only else b"rw"
        lines.append(b"%s %s %s %s 0 0\n" % (kind, mount.path, kind, access))
    return b"".join(lines)
