"""getuid(2), setuid(2), setreuid(2), setresuid(2), setfsuid(2) and their group twins; getgroups(2), setgroups(2).

File-system ids follow the effective ids and cannot be set apart.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Final

from cloister.abi.errno import Errno
from cloister.libos.credentials import UNCHANGED
from cloister.libos.errors import SyscallError
from cloister.libos.syscalls.table import Kind, Support, syscall
from cloister.libos.thread import Thread

MAX_GROUPS: Final = 65536
_FSUID_NOTE: Final = "changes nothing: file-system ids follow the effective ids"


@syscall("getuid")
def getuid(thread: Thread) -> int:
    return thread.process.credentials.uid


@syscall("geteuid")
def geteuid(thread: Thread) -> int:
    return thread.process.credentials.euid


@syscall("getgid")
def getgid(thread: Thread) -> int:
    return thread.process.credentials.gid


@syscall("getegid")
def getegid(thread: Thread) -> int:
    return thread.process.credentials.egid


@syscall("setuid", Kind.UINT)
def setuid(thread: Thread, uid: int) -> int:
    _require_id(uid)
    if thread.process.credentials.capable():
        return _set_uids(thread, uid, uid, uid)
    return _set_uids(thread, UNCHANGED, uid, UNCHANGED)


@syscall("setgid", Kind.UINT)
def setgid(thread: Thread, gid: int) -> int:
    _require_id(gid)
    if thread.process.credentials.capable():
        return _set_gids(thread, gid, gid, gid)
    return _set_gids(thread, UNCHANGED, gid, UNCHANGED)


def _require_id(identity: int) -> None:
    """Only the calls with several ids take -1 for "unchanged"."""
    if identity == UNCHANGED:
        raise SyscallError(Errno.EINVAL)


@syscall("setreuid", Kind.UINT, Kind.UINT)
def setreuid(thread: Thread, uid: int, euid: int) -> int:
    """The saved id follows the effective one if the real one is set, or the effective one differs from it."""
    old = thread.process.credentials.uid
    follows = uid != UNCHANGED or euid not in (UNCHANGED, old)
    _set_uids(thread, uid, euid, UNCHANGED)
    if follows:
        thread.process.credentials = replace(thread.process.credentials, suid=thread.process.credentials.euid)
    return 0


@syscall("setregid", Kind.UINT, Kind.UINT)
def setregid(thread: Thread, gid: int, egid: int) -> int:
    old = thread.process.credentials.gid
    follows = gid != UNCHANGED or egid not in (UNCHANGED, old)
    _set_gids(thread, gid, egid, UNCHANGED)
    if follows:
        thread.process.credentials = replace(thread.process.credentials, sgid=thread.process.credentials.egid)
    return 0


@syscall("setresuid", Kind.UINT, Kind.UINT, Kind.UINT)
def setresuid(thread: Thread, uid: int, euid: int, suid: int) -> int:
    return _set_uids(thread, uid, euid, suid)


@syscall("setresgid", Kind.UINT, Kind.UINT, Kind.UINT)
def setresgid(thread: Thread, gid: int, egid: int, sgid: int) -> int:
    return _set_gids(thread, gid, egid, sgid)


def _set_uids(thread: Thread, uid: int, euid: int, suid: int) -> int:
    thread.process.credentials = thread.process.credentials.with_uids(uid, euid, suid)
    thread.refresh_ids()
    return 0


def _set_gids(thread: Thread, gid: int, egid: int, sgid: int) -> int:
    thread.process.credentials = thread.process.credentials.with_gids(gid, egid, sgid)
    thread.refresh_ids()
    return 0


@syscall("getresuid", Kind.POINTER, Kind.POINTER, Kind.POINTER)
def getresuid(thread: Thread, uid_address: int, euid_address: int, suid_address: int) -> int:
    credentials = thread.process.credentials
    thread.memory.write_u32(uid_address, credentials.uid)
    thread.memory.write_u32(euid_address, credentials.euid)
    thread.memory.write_u32(suid_address, credentials.suid)
    return 0


@syscall("getresgid", Kind.POINTER, Kind.POINTER, Kind.POINTER)
def getresgid(thread: Thread, gid_address: int, egid_address: int, sgid_address: int) -> int:
    credentials = thread.process.credentials
    thread.memory.write_u32(gid_address, credentials.gid)
    thread.memory.write_u32(egid_address, credentials.egid)
    thread.memory.write_u32(sgid_address, credentials.sgid)
    return 0


@syscall("setfsuid", Kind.UINT, support=Support.PARTIAL, note=_FSUID_NOTE)
def setfsuid(thread: Thread, _uid: int) -> int:
    return thread.process.credentials.euid


@syscall("setfsgid", Kind.UINT, support=Support.PARTIAL, note=_FSUID_NOTE)
def setfsgid(thread: Thread, _gid: int) -> int:
    return thread.process.credentials.egid


@syscall("getgroups", Kind.INT, Kind.POINTER)
def getgroups(thread: Thread, count: int, address: int) -> int:
    groups = thread.process.credentials.groups
    if count:
        if count < len(groups):
            raise SyscallError(Errno.EINVAL)
        thread.memory.write(address, struct.pack(f"<{len(groups)}I", *groups))
    return len(groups)


@syscall("setgroups", Kind.SIZE, Kind.POINTER)
def setgroups(thread: Thread, count: int, address: int) -> int:
    if not thread.process.credentials.capable():
        raise SyscallError(Errno.EPERM)
    if count > MAX_GROUPS:
        raise SyscallError(Errno.EINVAL)
    groups = struct.unpack(f"<{count}I", thread.memory.read(address, 4 * count))
    thread.process.credentials = replace(thread.process.credentials, groups=groups)
    return 0
