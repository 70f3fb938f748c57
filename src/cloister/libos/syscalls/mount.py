"""mount(2) and umount(2): the enclave's mounts are made at boot and stay."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall

_NOTE = "EPERM for everybody"


@syscall("mount", Kind.STRING, Kind.PATH, Kind.STRING, Kind.FLAGS, Kind.POINTER, support=Support.PARTIAL, note=_NOTE)
def mount(thread: Caller, source: int, target: int, kind: int, flags: int, data: int) -> int:
    del thread, source, target, kind, flags, data
    raise SyscallError(Errno.EPERM)


@syscall("umount2", Kind.PATH, Kind.FLAGS, support=Support.PARTIAL, note=_NOTE)
def umount2(thread: Caller, target: int, flags: int) -> int:
    del thread, target, flags
    raise SyscallError(Errno.EPERM)
