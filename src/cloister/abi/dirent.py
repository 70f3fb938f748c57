"""getdents(2) records of x86-64 Linux."""

import struct
from typing import Final

DT_UNKNOWN: Final = 0

_HEAD64 = struct.Struct("<QqHB")
_HEAD = struct.Struct("<QqH")


def type_of_mode(mode: int) -> int:
    """DT_REG, DT_DIR, ... of a file mode: the file type bits, shifted."""
    return mode >> 12 & 0o17


def pack_dirent64(inode: int, next_offset: int, kind: int, name: bytes) -> bytes:
    """struct linux_dirent64: the type comes before the name; 8-aligned."""
    size = (_HEAD64.size + len(name) + 1 + 7) & ~7
    return (_HEAD64.pack(inode, next_offset, size, kind) + name).ljust(size, b"\0")


def pack_dirent(inode: int, next_offset: int, kind: int, name: bytes) -> bytes:
    """struct linux_dirent: the type is the record's last byte; 8-aligned."""
    size = (_HEAD.size + len(name) + 2 + 7) & ~7
    return (_HEAD.pack(inode, next_offset, size) + name).ljust(size - 1, b"\0") + bytes([kind])
