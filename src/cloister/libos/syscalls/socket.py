"""socket(2) and socketpair(2): there are no sockets yet, and programs are told so as Linux without the family does."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall

_NOTE = "no address family yet: EAFNOSUPPORT"


@syscall("socket", Kind.INT, Kind.INT, Kind.INT, support=Support.PARTIAL, note=_NOTE)
def socket(thread: Caller, family: int, kind: int, protocol: int) -> int:
    del thread, family, kind, protocol
    raise SyscallError(Errno.EAFNOSUPPORT)


@syscall("socketpair", Kind.INT, Kind.INT, Kind.INT, Kind.POINTER, support=Support.PARTIAL, note=_NOTE)
def socketpair(thread: Caller, family: int, kind: int, protocol: int, address: int) -> int:
    del thread, family, kind, protocol, address
    raise SyscallError(Errno.EAFNOSUPPORT)
