"""capget(2), capset(2): all capabilities for euid 0, none for others."""

from __future__ import annotations

import struct
from typing import Final

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

_VERSIONS: Final = {0x19980330: 1, 0x20071026: 2, 0x20080522: 2}
"""Version number to the count of 32-bit triples."""
_CURRENT: Final = 0x20080522
_ALL: Final = ((1 << 32) - 1, (1 << 9) - 1)
"""Capabilities 0 to 40."""


@syscall("capget", Kind.POINTER, Kind.POINTER)
def capget(thread: Thread, header_address: int, data_address: int) -> int:
    count = _read_header(thread, header_address)
    if data_address:
        held = _ALL if thread.process.credentials.capable() else (0, 0)
        triples = [struct.pack("<III", word, word, 0) for word in held[:count]]
        thread.memory.write(data_address, b"".join(triples))
    return 0


@syscall(
    "capset",
    Kind.POINTER,
    Kind.POINTER,
    support=Support.PARTIAL,
    note="changes nothing: EPERM unless nothing would change",
)
def capset(thread: Thread, header_address: int, data_address: int) -> int:
    count = _read_header(thread, header_address)
    held = _ALL if thread.process.credentials.capable() else (0, 0)
    wanted = struct.unpack(f"<{3 * count}I", thread.memory.read(data_address, 12 * count))
    if any(wanted[3 * i] != held[i] for i in range(count)):
        raise SyscallError(Errno.EPERM)
    return 0


def _read_header(thread: Thread, address: int) -> int:
    """How many triples the guest's version has. An unknown version is corrected in the guest's header, and EINVAL."""
    version, pid = struct.unpack("<Ii", thread.memory.read(address, 8))
    if version not in _VERSIONS:
        thread.memory.write_u32(address, _CURRENT)
        raise SyscallError(Errno.EINVAL)
    if pid < 0:
        raise SyscallError(Errno.EINVAL)
    if pid:
        thread.kernel.processes.require(pid)
    return _VERSIONS[version]
