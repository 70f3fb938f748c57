"""elf(5): the ELF64 structures that a static executable has."""

import struct
from enum import IntEnum
from typing import Final

MAGIC: Final = b"\x7fELF"
CLASS_32: Final = 1
CLASS_64: Final = 2
LITTLE_ENDIAN: Final = 1
VERSION: Final = 1
MACHINE_X86_64: Final = 62
TYPE_EXECUTABLE: Final = 2
TYPE_SHARED: Final = 3

FILE_HEADER: Final = struct.Struct("<4sBBBB8xHHIQQQIHHHHHH")
"""magic class data version osabi, then type machine version entry phoff shoff flags ehsize phentsize phnum shentsize
shnum shstrndx."""

PROGRAM_HEADER: Final = struct.Struct("<IIQQQQQQ")
"""type flags offset vaddr paddr filesz memsz align"""


class SegmentType(IntEnum):
    PT_LOAD = 1
    PT_DYNAMIC = 2
    PT_INTERP = 3
    PT_NOTE = 4
    PT_PHDR = 6
    PT_TLS = 7
    PT_GNU_EH_FRAME = 0x6474E550
    PT_GNU_STACK = 0x6474E551
    PT_GNU_RELRO = 0x6474E552


class SegmentFlag(IntEnum):
    PF_X = 1
    PF_W = 2
    PF_R = 4


class Auxiliary(IntEnum):
    """getauxval(3)."""

    AT_NULL = 0
    AT_PHDR = 3
    AT_PHENT = 4
    AT_PHNUM = 5
    AT_PAGESZ = 6
    AT_BASE = 7
    AT_FLAGS = 8
    AT_ENTRY = 9
    AT_UID = 11
    AT_EUID = 12
    AT_GID = 13
    AT_EGID = 14
    AT_PLATFORM = 15
    AT_HWCAP = 16
    AT_CLKTCK = 17
    AT_SECURE = 23
    AT_RANDOM = 25
    AT_HWCAP2 = 26
    AT_EXECFN = 31
    AT_MINSIGSTKSZ = 51
