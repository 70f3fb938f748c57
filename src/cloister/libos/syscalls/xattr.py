"""xattr(7): getxattr setxattr listxattr removexattr, each with l- and f-. No file has extended attributes."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import AT_FDCWD, AT_SYMLINK_NOFOLLOW
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.paths import resolve_at
from cloister.libos.syscalls.table import Handler, Kind, Support, syscall

_NOTE = "no file has attributes: EOPNOTSUPP"
_EMPTY_NOTE = "no file has attributes: an empty list"
_REST = {
    "getxattr": (Kind.STRING, Kind.POINTER, Kind.SIZE),
    "setxattr": (Kind.STRING, Kind.POINTER, Kind.SIZE, Kind.INT),
    "removexattr": (Kind.STRING,),
    "listxattr": (Kind.POINTER, Kind.SIZE),
}


def _declare(name: str, rest: tuple[Kind, ...]) -> None:
    is_list = name == "listxattr"
    note = _EMPTY_NOTE if is_list else _NOTE
    for prefix, kind, find in (("", Kind.PATH, _follow), ("l", Kind.PATH, _nofollow), ("f", Kind.FD, _descriptor)):
        syscall(prefix + name, kind, *rest, support=Support.PARTIAL, note=note)(_handler(find, is_list))


def _handler(find: Handler, is_list: bool) -> Handler:
    def handle(thread: Caller, where: int, *_rest: int) -> int:
        find(thread, where)
        if is_list:
            return 0
        raise SyscallError(Errno.EOPNOTSUPP)

    return handle


def _follow(thread: Caller, path: int) -> None:
    resolve_at(thread, AT_FDCWD, path)


def _nofollow(thread: Caller, path: int) -> None:
    resolve_at(thread, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW)


def _descriptor(thread: Caller, fd: int) -> None:
    thread.process.files.get(fd)


for _name, _kinds in _REST.items():
    _declare(_name, _kinds)
