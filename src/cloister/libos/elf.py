"""A strict reader of static ELF64 executables: what it returns needs no further check of bounds.

Accepted: ET_EXEC for x86-64, without interpreter or dynamic section, with one r-x segment, then at most one r-- and at
most one rw- segment, in this order, at least STACK_SIZE between the last two (the main stack goes there). Segments are
widened to whole pages and must not overlap as such. Everything else is an `ElfError`: one line that says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cloister.abi import elf, layout
from cloister.abi.elf import SegmentFlag, SegmentType

MAX_PROGRAM_HEADERS: Final = 64
"""Linux takes up to a page of them; no linker makes more than a dozen."""


class ElfError(Exception):
    """Not a program that can be loaded. str() is one clear line."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A PT_LOAD: `content` lies at `start` (page aligned, zeros in front), [start + len(content), end) is zero."""

    start: int
    end: int
    content: bytes

    @property
    def page_end(self) -> int:
        return page_up(self.end)


@dataclass(frozen=True, slots=True)
class ElfProgram:
    """A checked executable. `rodata` and `data` may be empty, but their place is always valid."""

    entry: int
    text: Segment
    rodata: Segment
    data: Segment
    program_headers: bytes

    @property
    def program_header_count(self) -> int:
        return len(self.program_headers) // elf.PROGRAM_HEADER.size

    @property
    def size(self) -> int:
        """Bytes of all segments in memory, in whole pages."""
        return sum(segment.page_end - segment.start for segment in (self.text, self.rodata, self.data))

    def without_contents(self) -> ElfProgram:
        """Only the places: for after the contents have been copied into an image."""
        text, rodata, data = (replace(segment, content=b"") for segment in (self.text, self.rodata, self.data))
        return replace(self, text=text, rodata=rodata, data=data)


@dataclass(frozen=True, slots=True)
class _ProgramHeader:
    """One entry of the program header table, still an allegation."""

    type: int
    flags: int
    offset: int
    address: int
    file_size: int
    memory_size: int


def page_up(address: int) -> int:
    return -(-address // layout.PAGE_SIZE) * layout.PAGE_SIZE


def page_down(address: int) -> int:
    return address // layout.PAGE_SIZE * layout.PAGE_SIZE


def is_elf(content: bytes) -> bool:
    """Whether it begins like an ELF file of any kind."""
    return content.startswith(elf.MAGIC)


def read_elf(content: bytes) -> ElfProgram:
    """Reads and checks a whole file. Raises ElfError."""
    entry, table = _read_file_header(content)
    headers = _read_program_headers(table)
    _refuse_dynamic(headers)
    loads = [(header, _read_segment(content, header)) for header in headers if header.type == SegmentType.PT_LOAD]
    text, rodata, data = _sort_segments(loads)
    _check_places(text, rodata, data)
    if not text.start <= entry < text.start + len(text.content):
        raise ElfError(f"entry point {entry:#x} is outside the text segment")
    return ElfProgram(entry, text, rodata, data, table)


def _read_file_header(content: bytes) -> tuple[int, bytes]:
    """The entry point and the bytes of the program header table."""
    if not is_elf(content):
        raise ElfError("not an ELF file")
    if len(content) > 4 and content[4] == elf.CLASS_32:
        raise ElfError("a 32-bit ELF file; only 64-bit programs can run")
    if len(content) < elf.FILE_HEADER.size:
        raise ElfError(f"truncated: {len(content)} bytes are too few for an ELF header")
    fields = elf.FILE_HEADER.unpack_from(content)
    _, file_class, data, version, _, kind, machine, version_2, entry, table_offset = fields[:10]
    header_size, entry_size, count = fields[12:15]
    if (file_class, data, version, version_2) != (elf.CLASS_64, elf.LITTLE_ENDIAN, elf.VERSION, elf.VERSION):
        raise ElfError("corrupted or foreign ELF header (class, byte order or version)")
    if machine != elf.MACHINE_X86_64:
        raise ElfError(f"for another machine (ELF machine {machine}); only x86-64 programs can run")
    if header_size != elf.FILE_HEADER.size or entry_size != elf.PROGRAM_HEADER.size:
        raise ElfError("corrupted ELF header (sizes of its structures)")
    _check_kind(kind)
    if not 0 < count <= MAX_PROGRAM_HEADERS:
        raise ElfError(f"corrupted ELF header ({count} program headers)")
    end = table_offset + count * entry_size
    if end > len(content):
        raise ElfError("truncated: the program headers lie beyond the end of the file")
    return entry, content[table_offset:end]


def _check_kind(kind: int) -> None:
    if kind == elf.TYPE_SHARED:
        raise ElfError("position-independent or dynamically linked; only static, non-PIE programs can run")
    if kind != elf.TYPE_EXECUTABLE:
        raise ElfError(f"not an executable (ELF type {kind})")


def _read_program_headers(table: bytes) -> list[_ProgramHeader]:
    headers = []
    for kind, flags, offset, address, _, file_size, memory_size, _ in elf.PROGRAM_HEADER.iter_unpack(table):
        headers.append(_ProgramHeader(kind, flags, offset, address, file_size, memory_size))
    return headers


def _refuse_dynamic(headers: list[_ProgramHeader]) -> None:
    for header in headers:
        if header.type in (SegmentType.PT_INTERP, SegmentType.PT_DYNAMIC):
            raise ElfError("dynamically linked; only static, non-PIE programs can run")
        if header.type == SegmentType.PT_GNU_STACK and header.flags & SegmentFlag.PF_X:
            raise ElfError("wants an executable stack")


def _read_segment(content: bytes, header: _ProgramHeader) -> Segment:
    """Copies one PT_LOAD in. Python's integers do not wrap, so sums are compared as they are."""
    end = header.address + header.memory_size
    if header.file_size > header.memory_size:
        raise ElfError(f"segment at {header.address:#x} is larger in the file than in memory")
    if header.offset + header.file_size > len(content):
        raise ElfError(f"truncated: segment at {header.address:#x} lies beyond the end of the file")
    if header.address < layout.PROGRAM_BASE:
        raise ElfError(f"segment at {header.address:#x} is below {layout.PROGRAM_BASE:#x}, where programs begin")
    if page_up(end) > layout.USER_END:
        raise ElfError(f"segment at {header.address:#x} ends above {layout.USER_END:#x}, where programs end")
    start = page_down(header.address)
    body = content[header.offset : header.offset + header.file_size]
    return Segment(start, end, bytes(header.address - start) + body)


def _sort_segments(loads: list[tuple[_ProgramHeader, Segment]]) -> tuple[Segment, Segment, Segment]:
    """The r-x, r-- and rw- segment; those that the file lacks are made up, empty, at a valid place."""
    found: dict[str, Segment] = {}
    for header, segment in loads:
        if segment.end == segment.start:
            continue
        access = _access(header)
        if access in found:
            raise ElfError(f"more than one {access} segment")
        found[access] = segment
    if "r-x" not in found:
        raise ElfError("has no executable segment")
    text = found["r-x"]
    rodata = found.get("r--", Segment(text.page_end, text.page_end, b""))
    for segment in (text, rodata):
        if segment.end - segment.start != len(segment.content):
            raise ElfError(f"segment at {segment.start:#x} is larger in memory than in the file, and not writable")
    data_start = rodata.page_end + layout.STACK_SIZE
    return text, rodata, found.get("rw-", Segment(data_start, data_start, b""))


def _access(header: _ProgramHeader) -> str:
    flags = header.flags & (SegmentFlag.PF_R | SegmentFlag.PF_W | SegmentFlag.PF_X)
    if flags & SegmentFlag.PF_X and flags & SegmentFlag.PF_W:
        raise ElfError(f"segment at {header.address:#x} is both writable and executable")
    if flags & SegmentFlag.PF_X:
        return "r-x"
    if flags & SegmentFlag.PF_W:
        return "rw-"
    if flags & SegmentFlag.PF_R:
        return "r--"
    raise ElfError(f"segment at {header.address:#x} has no access rights")


def _check_places(text: Segment, rodata: Segment, data: Segment) -> None:
    """Order, overlap, and the gap for the main stack."""
    for below, above in ((text, rodata), (rodata, data), (text, data)):
        if below.start < above.page_end and above.start < below.page_end:
            raise ElfError(f"segments at {below.start:#x} and {above.start:#x} overlap in a page")
        if below.start > above.start:
            raise ElfError("segments are not in the order text, read-only data, data: not linked by cloister-cc")
    if data.start - rodata.page_end < layout.STACK_SIZE:
        raise ElfError("no room for the stack below the data segment: not linked by cloister-cc")
    if data.page_end > layout.USER_END:
        raise ElfError(f"data segment ends above {layout.USER_END:#x}, where programs end")
