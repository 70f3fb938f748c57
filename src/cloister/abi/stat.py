"""struct stat, struct statx and the file modes of x86-64 Linux (stat(2), statx(2), inode(7))."""

import struct
from dataclasses import dataclass
from typing import Final

S_IFMT: Final = 0o170000
S_IFSOCK: Final = 0o140000
S_IFLNK: Final = 0o120000
S_IFREG: Final = 0o100000
S_IFBLK: Final = 0o060000
S_IFDIR: Final = 0o040000
S_IFCHR: Final = 0o020000
S_IFIFO: Final = 0o010000
S_ISUID: Final = 0o4000
S_ISGID: Final = 0o2000
S_ISVTX: Final = 0o1000

STATX_BASIC_STATS: Final = 0x7FF
STATX_RESERVED: Final = 0x80000000

SECOND_NS: Final = 1_000_000_000

_STAT = struct.Struct("<QQQIIIIQqqqqqqqqq24x")
_STATX = struct.Struct("<IIQIIIHxxQQQQ" + "qIxxxx" * 4 + "IIII" + "112x")


def make_device(major: int, minor: int) -> int:
    """makedev(3)."""
    return (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | (minor & 0xFF) | (minor & ~0xFF) << 12


def device_major(device: int) -> int:
    return (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)


def device_minor(device: int) -> int:
    return (device & 0xFF) | (device >> 12 & ~0xFF)


@dataclass(slots=True)
class Stat:
    """What stat(2) tells of a file. Times are nanoseconds since the epoch, size is bytes."""

    device: int
    inode: int
    mode: int
    link_count: int
    uid: int
    gid: int
    special_device: int
    size: int
    block_size: int
    atime_ns: int
    mtime_ns: int
    ctime_ns: int

    @property
    def block_count(self) -> int:
        """In units of 512 bytes."""
        return (self.size + 4095) // 4096 * 8

    def pack(self) -> bytes:
        """struct stat, 144 bytes."""
        return _STAT.pack(
            self.device,
            self.inode,
            self.link_count,
            self.mode,
            self.uid,
            self.gid,
            0,
            self.special_device,
            self.size,
            self.block_size,
            self.block_count,
            *divmod(self.atime_ns, SECOND_NS),
            *divmod(self.mtime_ns, SECOND_NS),
            *divmod(self.ctime_ns, SECOND_NS),
        )

    def pack_statx(self) -> bytes:
        """struct statx, 256 bytes, with the basic fields valid; the birth time is not known."""
        return _STATX.pack(
            STATX_BASIC_STATS,
            self.block_size,
            0,
            self.link_count,
            self.uid,
            self.gid,
            self.mode,
            self.inode,
            self.size,
            self.block_count,
            0,
            *divmod(self.atime_ns, SECOND_NS),
            0,
            0,
            *divmod(self.ctime_ns, SECOND_NS),
            *divmod(self.mtime_ns, SECOND_NS),
            device_major(self.special_device),
            device_minor(self.special_device),
            device_major(self.device),
            device_minor(self.device),
        )
