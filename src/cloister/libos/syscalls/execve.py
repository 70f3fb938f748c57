"""execve(2)."""

from __future__ import annotations

from typing import Final

from cloister.abi.errno import Errno
from cloister.core import Fault, Slot
from cloister.libos.errors import SyscallError
from cloister.libos.initial_stack import MAX_STRING_SIZE, MAX_STRINGS_SIZE, StartArguments
from cloister.libos.syscalls.table import Kind, syscall
from cloister.libos.thread import Thread

PATH_MAX: Final = 4096
_WORDS_AT_ONCE: Final = 32


@syscall("execve", Kind.PATH, Kind.POINTER, Kind.POINTER)
def execve(thread: Thread, path_address: int, argv_address: int, environ_address: int) -> None:
    memory = thread.memory
    path = memory.read_cstring(path_address, PATH_MAX)
    if path is None:
        raise SyscallError(Errno.ENAMETOOLONG)
    if not path:
        raise SyscallError(Errno.ENOENT)
    executable = thread.kernel.execution.open(thread.process, path)  # before argv is looked at, as on Linux
    argv = _read_strings(memory, argv_address) or [b""]
    environ = _read_strings(memory, environ_address)
    thread.kernel.execution.execute(thread, executable, StartArguments(argv, environ, path))


def _read_strings(memory: Slot, address: int) -> list[bytes]:
    """The strings of a NULL-terminated array; a null pointer is an empty one. E2BIG before too much is read."""
    if not address:
        return []
    strings: list[bytes] = []
    size = 0
    for pointer in _read_pointers(memory, address):
        string = memory.read_cstring(pointer, MAX_STRING_SIZE)
        if string is None:
            raise SyscallError(Errno.E2BIG)
        size += len(string) + 9
        if size > MAX_STRINGS_SIZE:
            raise SyscallError(Errno.E2BIG)
        strings.append(string)
    return strings


def _read_pointers(memory: Slot, address: int) -> list[int]:
    """Up to the NULL; E2BIG if there are more than could fit."""
    pointers: list[int] = []
    while len(pointers) <= MAX_STRINGS_SIZE // 9:
        words = _read_words(memory, address + 8 * len(pointers))
        if 0 in words:
            return pointers + list(words[: words.index(0)])
        pointers += words
    raise SyscallError(Errno.E2BIG)


def _read_words(memory: Slot, address: int) -> tuple[int, ...]:
    """Some words from `address` on: many in one copy, or one where the array ends near inaccessible memory."""
    try:
        return memory.read_words(address, _WORDS_AT_ONCE)
    except Fault:
        return (memory.read_u64(address),)
