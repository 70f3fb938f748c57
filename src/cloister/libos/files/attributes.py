"""Changing a file's owner, mode and times: the rules that several system calls share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.fcntl import W_OK
from cloister.abi.stat import S_ISGID
from cloister.abi.time import SECOND_NS, UTIME_NOW, UTIME_OMIT
from cloister.libos.errors import SyscallError
from cloister.libos.vfs.inode import Inode
from cloister.libos.vfs.permissions import may, require_owner

if TYPE_CHECKING:
    from cloister.libos.caller import Caller

_UNCHANGED = 0xFFFFFFFF


def change_mode(thread: Caller, inode: Inode, mode: int) -> int:
    """chmod(2)."""
    who = thread.process.fs.credentials
    require_owner(inode, who)
    if who.euid != 0 and inode.gid != who.egid and inode.gid not in who.groups:
        mode &= ~S_ISGID
    inode.set_mode(mode)
    return 0


def change_owner(thread: Caller, inode: Inode, uid: int, gid: int) -> int:
    """chown(2): only root gives files away; an owner may choose among his groups."""
    who = thread.process.fs.credentials
    if who.euid != 0:
        keeps_uid = uid in (_UNCHANGED, inode.uid) and who.euid == inode.uid
        keeps_gid = gid in (_UNCHANGED, who.egid) or gid in who.groups
        if not (keeps_uid and keeps_gid):
            raise SyscallError(Errno.EPERM)
    inode.set_owner(None if uid == _UNCHANGED else uid, None if gid == _UNCHANGED else gid)
    return 0


Times = tuple[tuple[int, int], tuple[int, int]]
"""(seconds, nanoseconds) of atime and mtime; nanoseconds may be UTIME_NOW or UTIME_OMIT."""


def change_times(thread: Caller, inode: Inode, times: Times | None) -> int:
    """utimensat(2); None is "now" for both, which whoever may write the file may set."""
    who = thread.process.fs.credentials
    is_now = times is None or all(fraction == UTIME_NOW for _seconds, fraction in times)
    if times is not None and all(fraction == UTIME_OMIT for _seconds, fraction in times):
        return 0
    if not is_now or not may(inode, W_OK, who):
        require_owner(inode, who)
    now_ns = thread.kernel.clock.realtime_ns()
    atime, mtime = times or ((0, UTIME_NOW), (0, UTIME_NOW))
    inode.set_times(_time_ns(*atime, now_ns), _time_ns(*mtime, now_ns))
    return 0


def _time_ns(seconds: int, fraction: int, now_ns: int) -> int | None:
    if fraction == UTIME_OMIT:
        return None
    if fraction == UTIME_NOW:
        return now_ns
    if not 0 <= fraction < SECOND_NS:
        raise SyscallError(Errno.EINVAL)
    return seconds * SECOND_NS + fraction
