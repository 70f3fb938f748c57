"""libos.elf: what is read of a good file, and that each defect is refused with its own reason."""

from __future__ import annotations

import pytest
from tests.libos.elves import DATA_ADDRESS, TEXT, ElfFile, Load, R, W, X

from cloister.abi import elf, layout
from cloister.abi.elf import SegmentType
from cloister.libos.elf import ElfError, read_elf

GOOD = ElfFile()
BASE = layout.PROGRAM_BASE


def test_a_good_file_is_read_with_its_segments_and_entry() -> None:
    program = read_elf(GOOD.build())
    assert program.entry == BASE
    assert (program.text.start, program.text.content) == (BASE, TEXT)
    assert (program.rodata.start, program.rodata.content) == (BASE + 0x1000, b"constant")
    assert (program.data.start, program.data.content) == (DATA_ADDRESS, b"variable")
    assert program.data.end == DATA_ADDRESS + 0x3000
    assert program.program_header_count == 3


def test_a_file_of_text_alone_gets_places_for_the_other_segments() -> None:
    program = read_elf(ElfFile(loads=GOOD.loads[:1]).build())
    assert program.rodata.content == program.data.content == b""
    assert program.data.start - program.rodata.page_end >= layout.STACK_SIZE


def test_a_segment_that_begins_inside_a_page_is_filled_up_in_front() -> None:
    program = read_elf(GOOD.with_load(2, address=DATA_ADDRESS + 0x10).build())
    assert program.data.start == DATA_ADDRESS
    assert program.data.content == bytes(16) + b"variable"


DEFECTS = {
    "not an ELF file": b"#!/bin/sh\n",
    "32-bit": ElfFile(header={4: b"\1"}).build(),
    "too few for an ELF header": GOOD.build()[:40],
    "foreign ELF header": ElfFile(header={5: b"\2"}).build(),
    "another machine": ElfFile(machine=183).build(),
    "sizes of its structures": ElfFile(header={54: b"\x20\0"}).build(),
    "position-independent": ElfFile(kind=elf.TYPE_SHARED).build(),
    "not an executable": ElfFile(kind=1).build(),
    "0 program headers": ElfFile(header={56: b"\0\0"}).build(),
    "65535 program headers": ElfFile(header={56: b"\xff\xff"}).build(),
    "program headers lie beyond": ElfFile(header={32: b"\xff" * 8}).build(),
    "dynamically linked": GOOD.and_load(Load(0, b"/lib/ld.so", R, kind=SegmentType.PT_INTERP)).build(),
    "executable stack": GOOD.and_load(Load(0, b"", R | W | X, kind=SegmentType.PT_GNU_STACK)).build(),
    "larger in the file": GOOD.with_load(2, memory_size=4).build(),
    "truncated: segment": GOOD.build()[:-4],
    "wrap around": GOOD.with_load(2, memory_size=(1 << 64) - DATA_ADDRESS).build(),
    "both writable and executable": GOOD.with_load(0, flags=R | W | X).build(),
    "more than one r-x": GOOD.and_load(Load(BASE + 0x10000, b"code", R | X)).build(),
    "more than one rw-": GOOD.and_load(Load(DATA_ADDRESS + 0x10000, b"data", R | W)).build(),
    "has no executable segment": ElfFile(loads=GOOD.loads[1:], entry=BASE + 0x1000).build(),
    "no access rights": GOOD.with_load(1, flags=0).build(),
    "overlap": GOOD.with_load(1, address=BASE + 0x20).build(),
    "is below": GOOD.with_load(0, address=0x10000).build(),
    "ends above": GOOD.with_load(2, address=layout.USER_END - 0x1000).build(),
    "not in the order": GOOD.with_load(1, address=DATA_ADDRESS + 0x100000).build(),
    "no room for the stack": GOOD.with_load(2, address=BASE + 0x10000).build(),
    "entry point": ElfFile(entry=BASE + len(TEXT)).build(),
    "not writable": GOOD.with_load(1, memory_size=0x800).build(),
}


@pytest.mark.parametrize("reason", DEFECTS)
def test_each_defect_is_refused_with_one_line_that_names_it(reason: str) -> None:
    with pytest.raises(ElfError) as refusal:
        read_elf(DEFECTS[reason])
    line = str(refusal.value)
    assert "\n" not in line
    assert reason in line or (reason == "wrap around" and "ends above" in line)


def test_every_truncation_of_a_good_file_is_refused() -> None:
    content = GOOD.build()
    for size in range(len(content)):
        with pytest.raises(ElfError):
            read_elf(content[:size])


def test_no_corruption_of_a_header_byte_raises_anything_but_elf_error() -> None:
    content = GOOD.build()
    for position in range(elf.FILE_HEADER.size + 3 * elf.PROGRAM_HEADER.size):
        for value in (0, 1, 0x7F, 0x80, 0xFF):
            damaged = content[:position] + bytes([value]) + content[position + 1 :]
            try:
                program = read_elf(damaged)
            except ElfError:
                continue
            assert layout.PROGRAM_BASE <= program.text.start < program.data.page_end <= layout.USER_END
