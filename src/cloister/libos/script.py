"""`#!` lines, as fs/binfmt_script.c of Linux reads them."""

from __future__ import annotations

from typing import Final

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError

MAX_LINE_SIZE: Final = 256
MAX_DEPTH: Final = 5
"""Interpreters that are scripts themselves: one more is ELOOP."""


def is_script(head: bytes) -> bool:
    return head.startswith(b"#!")


def read_interpreter(head: bytes) -> tuple[bytes, bytes | None]:
    """(interpreter, its one argument or None) from a script's first MAX_LINE_SIZE bytes.

    ENOEXEC if it names none, or its path may be cut off. The argument is everything after the path, blanks trimmed at
    both ends, and may be cut off silently: so does Linux.
    """
    head = head[:MAX_LINE_SIZE]
    line, newline, _ = head[2:].partition(b"\n")
    words = line.split(b"\0")[0].strip(b" \t").split(None, 1)
    may_be_cut = not newline and len(head) == MAX_LINE_SIZE
    if not words or (may_be_cut and len(words) == 1):
        raise SyscallError(Errno.ENOEXEC)
    return words[0], words[1] if len(words) > 1 else None
