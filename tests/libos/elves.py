"""Makes ELF files for tests: valid ones, and ones with a single defect."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cloister.abi import elf, layout
from cloister.abi.elf import SegmentFlag, SegmentType

TEXT = bytes.fromhex("f30f1efa") + b"\x90" * 60
R, W, X = SegmentFlag.PF_R, SegmentFlag.PF_W, SegmentFlag.PF_X


@dataclass(frozen=True)
class Load:
    """A program header with its bytes; `memory_size` and `file_size` override what the bytes say."""

    address: int
    content: bytes
    flags: int
    kind: int = SegmentType.PT_LOAD
    memory_size: int | None = None
    file_size: int | None = None


DATA_ADDRESS = layout.PROGRAM_BASE + 0x2000 + layout.STACK_SIZE
GOOD_LOADS = (
    Load(layout.PROGRAM_BASE, TEXT, R | X),
    Load(layout.PROGRAM_BASE + 0x1000, b"constant", R),
    Load(DATA_ADDRESS, b"variable", R | W, memory_size=0x3000),
)


@dataclass(frozen=True)
class ElfFile:
    """A file to be; `build()` gives its bytes."""

    loads: tuple[Load, ...] = GOOD_LOADS
    entry: int = layout.PROGRAM_BASE
    kind: int = elf.TYPE_EXECUTABLE
    machine: int = elf.MACHINE_X86_64
    header: dict[int, bytes] = field(default_factory=dict)

    def with_load(self, index: int, **changes: object) -> ElfFile:
        loads = list(self.loads)
        loads[index] = replace(loads[index], **changes)  # type: ignore[arg-type]
        return replace(self, loads=tuple(loads))

    def and_load(self, load: Load) -> ElfFile:
        return replace(self, loads=(*self.loads, load))

    def build(self) -> bytes:
        offset = elf.FILE_HEADER.size + elf.PROGRAM_HEADER.size * len(self.loads)
        table, body = b"", b""
        for load in self.loads:
            size = len(load.content) if load.file_size is None else load.file_size
            memory_size = size if load.memory_size is None else load.memory_size
            table += elf.PROGRAM_HEADER.pack(
                load.kind, load.flags, offset + len(body), load.address, load.address, size, memory_size, 4096
            )
            body += load.content
        head = bytearray(
            elf.FILE_HEADER.pack(
                *(elf.MAGIC, elf.CLASS_64, elf.LITTLE_ENDIAN, elf.VERSION, 0),
                *(self.kind, self.machine, elf.VERSION, self.entry, elf.FILE_HEADER.size, 0, 0),
                *(elf.FILE_HEADER.size, elf.PROGRAM_HEADER.size, len(self.loads), 0, 0, 0),
            )
        )
        for position, content in self.header.items():
            head[position : position + len(content)] = content
        return bytes(head) + table + body
