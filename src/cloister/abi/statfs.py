"""struct statfs of x86-64 Linux (statfs(2))."""

import struct
from dataclasses import dataclass
from typing import Final

TMPFS_MAGIC: Final = 0x01021994
OVERLAYFS_MAGIC: Final = 0x794C7630
PIPEFS_MAGIC: Final = 0x50495045
PROC_MAGIC: Final = 0x9FA0
HOSTFS_MAGIC: Final = 0xC0FFEE

_STATFS = struct.Struct("<qqQQQQQiiqqq32x")


@dataclass(slots=True)
class FileSystemFacts:
    """What statfs(2) tells. Block counts are in units of block_size bytes."""

    magic: int
    block_size: int = 4096
    block_count: int = 0
    free_block_count: int = 0
    file_count: int = 0
    free_file_count: int = 0

    def pack(self) -> bytes:
        return _STATFS.pack(
            self.magic,
            self.block_size,
            self.block_count,
            self.free_block_count,
            self.free_block_count,
            self.file_count,
            self.free_file_count,
            0,
            0,
            255,
            self.block_size,
            0,
        )
