"""prctl(2), arch_prctl(2), personality(2)."""

from __future__ import annotations

from cloister.abi import layout
from cloister.abi.errno import Errno
from cloister.abi.prctl import TASK_NAME_SIZE, ArchPrctl, Prctl
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

_QUERY_PERSONALITY = 0xFFFFFFFF


@syscall(
    "prctl",
    Kind.INT,
    Kind.SIZE,
    Kind.SIZE,
    Kind.SIZE,
    Kind.SIZE,
    support=Support.PARTIAL,
    note="PR_{SET,GET}_NAME, PR_{SET,GET}_NO_NEW_PRIVS, PR_GET_DUMPABLE, PR_SET_DUMPABLE (0 only)",
)
def prctl(thread: Thread, option: int, argument: int, _a3: int, _a4: int, _a5: int) -> int:
    if option == Prctl.PR_SET_NAME:
        return _set_name(thread, argument)
    if option == Prctl.PR_GET_NAME:
        thread.memory.write(argument, thread.name.ljust(TASK_NAME_SIZE, b"\0"))
        return 0
    if option == Prctl.PR_GET_DUMPABLE or (option == Prctl.PR_SET_DUMPABLE and argument == 0):
        return 0
    if option == Prctl.PR_SET_NO_NEW_PRIVS and argument == 1:
        return 0
    if option == Prctl.PR_GET_NO_NEW_PRIVS:
        return 1  # true for everybody: there are no set-id programs
    raise SyscallError(Errno.EINVAL)


def _set_name(thread: Thread, address: int) -> int:
    """At most 15 bytes; a longer name is cut, as on Linux."""
    name = b""
    while len(name) < TASK_NAME_SIZE - 1:
        byte = thread.memory.read(address + len(name), 1)
        if byte == b"\0":
            break
        name += byte
    thread.name = name
    return 0


@syscall(
    "arch_prctl",
    Kind.INT,
    Kind.SIZE,
    support=Support.PARTIAL,
    note="ARCH_SET_FS and ARCH_GET_FS, which mean the thread pointer; GS is the enclave's",
)
def arch_prctl(thread: Thread, code: int, address: int) -> int:
    if code == ArchPrctl.ARCH_SET_FS:
        if address >= layout.SLOT_SIZE:
            raise SyscallError(Errno.EPERM)
        thread.context.thread_pointer = address
        return 0
    if code == ArchPrctl.ARCH_GET_FS:
        thread.memory.write_u64(address, thread.context.thread_pointer)
        return 0
    raise SyscallError(Errno.EPERM if code in ArchPrctl._value2member_map_ else Errno.EINVAL)


@syscall("personality", Kind.UINT, support=Support.PARTIAL, note="PER_LINUX without flags only")
def personality(_thread: Thread, persona: int) -> int:
    if persona not in (0, _QUERY_PERSONALITY):
        raise SyscallError(Errno.EINVAL)
    return 0
