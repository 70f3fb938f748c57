"""`verify`: machine code in, verdict out. The loader calls it for every executable byte."""

from dataclasses import dataclass
from typing import Final

from cloister.abi import layout
from cloister.verifier import _walk
from cloister.verifier.cache import automaton
from cloister.verifier.program import Buffer, Program, layout_problem, program_of
from cloister.verifier.refusal import Refusal, refusal, start_before
from cloister.verifier.rules import Rule


@dataclass(frozen=True)
class Verdict:
    """Whether a program may run."""

    refusals: tuple[Refusal, ...]
    """Empty, or the first refusal. `diagnose` finds the others."""
    marks: bytes = b""
    """Of an accepted program, for each byte of text: bit 0 an instruction starts here, bit 1 it is a branch's target,
    bit 2 a pseudo-instruction starts here. Inside of a pseudo-instruction bit 0 is clear. One more byte at the end."""

    @property
    def accepted(self) -> bool:
        return not self.refusals


_GATE: Final = (
    layout.GATE_BASE,
    layout.GATE_ENTRY_SIZE,
    len(layout.GATE_ENTRIES),
    layout.gate_entry("TRAP"),
)

# Codes of check.h whose place is a text position: the refusal is of the instruction that this byte belongs to.
_INSTRUCTION_CODES: Final = {2: Rule.BRANCH_RANGE, 3: Rule.TRAP, 4: Rule.TABLE, 5: Rule.END}
_ACCEPTED: Final = 0
_REFUSED_BYTES: Final = 1
_REFUSED_TABLE_ENTRY: Final = 6
_REFUSED_TARGET: Final = 7
_REFUSED_LABEL: Final = 8

_SHOWN_SIZE: Final = 8
"""How many bytes of code a refusal shows that is not about one instruction."""


def verify(text: Buffer, text_offset: int, rodata: Buffer, rodata_offset: int, entry: int) -> Verdict:
    """The verdict on a program.

    `text` is all that will be executable but the gate page: whole pages, filled up with CC, to be mapped at slot offset
    `text_offset`; `rodata` all that will be read-only, at `rodata_offset`, or empty; `entry` is a slot offset. Nobody
    may be able to write either any more. Takes about 4 ms a megabyte; the first call builds or loads the table.
    """
    program = program_of(text, text_offset, rodata, rodata_offset, entry)
    problem = layout_problem(program)
    if problem is not None:
        return Verdict((refusal(Rule.LAYOUT, text_offset, b"", problem),))
    if not text_offset <= entry < program.text_end:  # before the native loop, which counts modulo 2^64
        return Verdict((refusal(Rule.ENTRY, entry, b""),))
    table = automaton()
    code, where, marks = _walk.check(
        (table.next, table.ends, table.plain_start, table.inside_start, table.initial), program, _GATE
    )
    if code == _ACCEPTED:
        return Verdict((), marks)
    return Verdict((_explain(program, marks, code, where),))


def _explain(program: Program, marks: bytes, code: int, where: int) -> Refusal:
    if code == _REFUSED_BYTES:
        from cloister.verifier.explain import explain_bytes  # parses the tables: 80 ms that only a refusal costs

        return explain_bytes(program, marks, where)
    if code in _INSTRUCTION_CODES:
        start = start_before(marks, where)
        return refusal(_INSTRUCTION_CODES[code], program.text_offset + start, bytes(program.text[start : where + 1]))
    if code == _REFUSED_TABLE_ENTRY:
        position = where - program.rodata_offset
        return refusal(Rule.TABLE_ENTRY, where, bytes(program.rodata[position : position + 4]))
    if code in (_REFUSED_TARGET, _REFUSED_LABEL):
        rule = Rule.TARGET if code == _REFUSED_TARGET else Rule.LABEL
        return refusal(rule, program.text_offset + where, bytes(program.text[where : where + _SHOWN_SIZE]))
    return refusal(Rule.ENTRY, program.entry, b"")
