"""If a row of the tables were wrong, the oracle would notice: each row is made wrong in every way that matters."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from unittest.mock import patch

import pytest
from iced_x86 import Decoder

from cloister.verifier import forms, vex
from cloister.verifier.forms import ROWS
from cloister.verifier.notation import Row
from cloister.verifier.outcomes import End
from cloister.verifier.vex import VEX_ROWS

from .enumeration import Coverage, instructions
from .oracle import judge

IMMEDIATES = ("Ib", "Iz", "Iv", "Iw")


def wrong_rows(row: Row) -> Iterator[tuple[str, Row]]:
    """The row, made wrong."""
    operands = row.operands
    if any(operand in IMMEDIATES for operand in operands):
        yield "no immediate", replace(row, operands=tuple(o for o in operands if o not in IMMEDIATES))
    elif row.has_modrm and not row.is_branch and "L" not in {o[0] for o in operands}:
        yield "an immediate", replace(row, operands=(*operands, "Ib"))
    if row.operand("G") is not None:
        yield "reg is no general register", replace(row, operands=_swapped(operands, "G", "V"))
    if any(operand[0] == "E" for operand in operands):
        yield "rm is no general register", replace(row, operands=_swapped(operands, "E", "W"))
    if any(operand[0] == "R" and "/" not in operand for operand in operands):
        yield "memory too", replace(row, operands=_swapped(operands, "R", "E"))
    if row.has_memory_form:
        yield "no guard", replace(row, attributes=row.attributes ^ {"unguarded"})
        if "lock" not in row.attributes and row.vex_length is None and not row.prefixes & {"F2", "F3"}:
            # F0 never stands with F2 or F3, whatever the row says
            yield "lock", replace(row, attributes=row.attributes | {"lock"})
    if row.has_modrm and row.modrm is None:
        yield "ends", replace(row, attributes=row.attributes ^ {"ends"})
    if row.operand("B") is not None:
        yield "vvvv is no general register", replace(row, operands=_swapped(operands, "B", "H"))


def _swapped(operands: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new + operand[1:] if operand[0] == old else operand for operand in operands)


def heads_of(row: Row, opcode: int) -> Iterator[bytes]:
    """Prefixes and opcode in all combinations that could matter."""
    escape = (b"", b"\x0f", b"\x0f\x38", b"\x0f\x3a")[row.map]
    sixty_six = (b"", b"\x66")
    repeats = (b"", b"\xf2", b"\xf3")
    rex = (b"", b"\x40", b"\x41", b"\x44", b"\x48")
    for parts in product((b"", b"\x65\x67"), sixty_six, repeats, (b"", b"\xf0"), rex):
        yield b"".join(parts) + escape + bytes([opcode])


def vex_heads_of(row: Row, opcode: int) -> Iterator[bytes]:
    pp = {(): 0, ("66",): 1, ("F3",): 2, ("F2",): 3}[tuple(row.prefixes)]
    for guard, rb, w, vvvv, length in product((b"", b"\x65\x67"), (0xE0, 0x60, 0xC0), (0, 1), (15, 11), (0, 1)):
        yield guard + bytes([0xC4, rb | row.map, w << 7 | vvvv << 3 | length << 2 | pp, opcode])


def is_noticed(row: Row, wrong: Row) -> bool:
    """Whether iced objects to an instruction that the tables accept with `wrong` in the place of `row`."""
    opcode = row.opcodes[-1]
    module, heads = (forms, heads_of) if row.vex_length is None else (vex, vex_heads_of)
    listed = module._BY_OPCODE[row.map, opcode]
    with patch.dict(module._BY_OPCODE, {(row.map, opcode): [wrong if other is row else other for other in listed]}):
        for head in heads(row, opcode):
            for code, end in instructions(Coverage.QUICK, head):
                if objects(code, end):
                    return True
    return False


def objects(code: bytes, end: End) -> bool:
    return judge(Decoder(64, code, ip=0x1000_0000).decode(), code, end) is not None


@pytest.mark.slow
def test_oracle_notices_wrong_rows() -> None:
    total, unnoticed = 0, []
    for row in (*ROWS, *VEX_ROWS):
        for what, wrong in wrong_rows(row):
            total += 1
            try:
                if not is_noticed(row, wrong):
                    unnoticed.append(f"{row.name} {','.join(row.operands)}: {what}")
            except AssertionError:  # now overlaps another row: the tables notice themselves
                continue
    assert unnoticed == []
    assert total > 3000
