"""sysinfo(2), uname(2), sethostname(2), setdomainname(2), syslog(2)."""

from __future__ import annotations

import struct
from typing import Final

from cloister import __version__
from cloister.abi.errno import Errno
from cloister.abi.time import SECOND_NS
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

FIELD_SIZE: Final = 65
"""Bytes of each string of struct utsname."""
RELEASE: Final = b"6.1.0-cloister"
"""Linux 6.1 is the specification that handlers are written against."""
UNLIMITED_MEMORY_SIZE: Final = 1 << 36
"""Shown as the machine's memory where the enclave has no limit: what the host has is not the guests' business."""
_SYSINFO: Final = struct.Struct("<q3Q6QHHI2QI4x")


@syscall("uname", Kind.POINTER)
def uname(thread: Thread, address: int) -> int:
    kernel = thread.kernel
    version = f"#1 SMP Cloister {__version__}".encode()
    fields = (b"Linux", kernel.hostname, RELEASE, version, b"x86_64", kernel.domain_name)
    thread.memory.write(address, b"".join(field.ljust(FIELD_SIZE, b"\0") for field in fields))
    return 0


@syscall("sethostname", Kind.BUFFER_IN, Kind.SIZE)
def sethostname(thread: Thread, address: int, size: int) -> int:
    thread.kernel.hostname = _read_name(thread, address, size)
    return 0


@syscall("setdomainname", Kind.BUFFER_IN, Kind.SIZE)
def setdomainname(thread: Thread, address: int, size: int) -> int:
    thread.kernel.domain_name = _read_name(thread, address, size)
    return 0


def _read_name(thread: Thread, address: int, size: int) -> bytes:
    if not thread.process.credentials.capable():
        raise SyscallError(Errno.EPERM)
    if size >= FIELD_SIZE:
        raise SyscallError(Errno.EINVAL)
    return thread.memory.read(address, size)


@syscall("sysinfo", Kind.POINTER, support=Support.PARTIAL, note="no load averages; memory is the enclave's limit")
def sysinfo(thread: Thread, address: int) -> int:
    kernel = thread.kernel
    total = kernel.limits.memory_size or UNLIMITED_MEMORY_SIZE
    free = max(total - kernel.limits.memory_used, 0)
    uptime = kernel.clock.monotonic_ns() // SECOND_NS
    count = min(len(kernel.processes.all()), 0xFFFF)
    content = _SYSINFO.pack(uptime, 0, 0, 0, total, free, 0, 0, 0, 0, count, 0, 0, 0, 0, 1)
    thread.memory.write(address, content)
    return 0


@syscall("syslog", Kind.INT, Kind.POINTER, Kind.INT, support=Support.PARTIAL, note="EPERM: the LibOS keeps no log")
def syslog(_thread: Thread, _action: int, _address: int, _size: int) -> int:
    raise SyscallError(Errno.EPERM)
