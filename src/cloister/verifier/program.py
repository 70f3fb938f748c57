"""What is verified: a program's text and read-only data, where they will lie in a slot."""

from typing import Final, NamedTuple, TypeAlias

from cloister.abi import layout

Buffer: TypeAlias = bytes | bytearray | memoryview

GATE_ENTRIES: Final = frozenset(map(layout.gate_entry, layout.GATE_ENTRIES))
"""The branch targets outside the text."""


class Program(NamedTuple):
    """Offsets are slot offsets. Nobody writes the buffers while the verifier reads them: they are sealed before."""

    text: memoryview
    text_offset: int
    rodata: memoryview
    rodata_offset: int
    entry: int

    @property
    def text_end(self) -> int:
        return self.text_offset + len(self.text)

    @property
    def rodata_end(self) -> int:
        return self.rodata_offset + len(self.rodata)


def program_of(text: Buffer, text_offset: int, rodata: Buffer, rodata_offset: int, entry: int) -> Program:
    """Views of any contiguous buffers as bytes."""
    return Program(memoryview(text).cast("B"), text_offset, memoryview(rodata).cast("B"), rodata_offset, entry)


def layout_problem(program: Program) -> str | None:
    """Why text and read-only data cannot lie as they say; None if they can."""
    if not len(program.text) or len(program.text) % layout.PAGE_SIZE or program.text_offset % layout.PAGE_SIZE:
        return "the text is not made of whole pages"
    if program.text_offset < layout.PROGRAM_BASE or program.text_end > layout.USER_END:
        return "the text lies outside the program's part of the slot"
    if not len(program.rodata):
        return None
    if program.rodata_offset % layout.PAGE_SIZE:
        return "the read-only data does not begin at a page"
    if program.rodata_offset < layout.PROGRAM_BASE or program.rodata_end > layout.USER_END:
        return "the read-only data lies outside the program's part of the slot"
    if program.rodata_offset < program.text_end and program.text_offset < program.rodata_end:
        return "text and read-only data overlap"
    return None
