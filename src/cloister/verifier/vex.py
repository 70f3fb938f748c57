"""VEX prefixes (SDM volume 2, 2.3.5): `[65 67] C5 b` and `[65 67] C4 b b`, then the opcode."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from cloister.verifier.forms import Instruction, form_of_rows
from cloister.verifier.notation import Row, parse_rows
from cloister.verifier.outcomes import Decoder, Outcome, Refused
from cloister.verifier.rules import Rule
from cloister.verifier.tables.vex import VEX

VEX_ROWS: Final[tuple[Row, ...]] = parse_rows(VEX)


class VexTwo(NamedTuple):
    """C5 has come."""

    is_guarded: bool
    length: int = 2


class VexThree(NamedTuple):
    """C4 has come."""

    is_guarded: bool
    length: int = 3


class VexMap(NamedTuple):
    """C4 and the byte with R, X, B and the opcode map have come."""

    is_guarded: bool
    r: int
    b: int
    map: int


class VexOpcode(NamedTuple):
    """The whole prefix has come. r and b are as in REX: not inverted."""

    is_guarded: bool
    r: int
    b: int
    map: int
    w: int
    vvvv: str
    """unused (1111b, also register 0), rsp (register 4) or other: all that matters of it."""
    length: int
    """L: 0 for 128 bits, 1 for 256."""
    prefix: str
    """What pp stands for: "", "66", "F3" or "F2"."""


VexState: TypeAlias = VexTwo | VexThree | VexMap | VexOpcode

_PP: Final = ("", "66", "F3", "F2")


def decode_vex(decoder: Decoder, byte: int) -> Outcome:
    """One byte of or after a VEX prefix."""
    if isinstance(decoder, VexTwo):
        return _last_byte(decoder.is_guarded, 1 - (byte >> 7), 0, 1, 0, byte)
    if isinstance(decoder, VexThree):
        return _map_byte(decoder.is_guarded, byte)
    if isinstance(decoder, VexMap):
        return _last_byte(*decoder, byte >> 7, byte)
    return _opcode(decoder, byte)


def _map_byte(is_guarded: bool, byte: int) -> Outcome:
    if byte & 0x1F not in (1, 2, 3):
        return Refused(Rule.VEX, "opcode map")
    return VexMap(is_guarded, 1 - (byte >> 7), 1 - (byte >> 5 & 1), byte & 0x1F)


def _last_byte(is_guarded: bool, r: int, b: int, opcode_map: int, w: int, byte: int) -> VexOpcode:
    register = ~byte >> 3 & 15
    vvvv = {0: "unused", 4: "rsp"}.get(register, "other")
    return VexOpcode(is_guarded, r, b, opcode_map, w, vvvv, byte >> 2 & 1, _PP[byte & 3])


def _index(rows: tuple[Row, ...]) -> Mapping[tuple[int, int], list[Row]]:
    index: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        index[row.map, row.opcodes[0]].append(row)
    return dict(index)


_BY_OPCODE: Final = _index(VEX_ROWS)

_UNLISTED: Final[Mapping[tuple[int, int], Rule]] = {
    (1, 0xF7): Rule.HIDDEN_OPERAND,  # VMASKMOVDQU
    **{(2, opcode): Rule.VSIB for opcode in range(0x90, 0x94)},
}
"""The rules that refusals of opcodes without a row name, where it is not unknown-opcode."""


def _opcode(vex: VexOpcode, opcode: int) -> Outcome:
    listed = _BY_OPCODE.get((vex.map, opcode))
    if listed is None:
        return Refused(_UNLISTED.get((vex.map, opcode), Rule.UNKNOWN))
    rows = [row for row in listed if _fields_fit(row, vex)]
    if not rows:
        return Refused(Rule.VEX)
    instruction = Instruction(
        map=vex.map,
        opcode=opcode,
        prefixes=frozenset({vex.prefix} - {""}),
        is_guarded=vex.is_guarded,
        is_locked=False,
        has_rex=True,
        w=vex.w,
        r=vex.r,
        b=vex.b,
    )
    return form_of_rows(rows, instruction)


def _fields_fit(row: Row, vex: VexOpcode) -> bool:
    if row.prefixes != frozenset({vex.prefix} - {""}):
        return False
    if row.vex_length != "x" and vex.length != (row.vex_length == "256"):
        return False
    if row.vex_w != "Wy" and vex.w != (row.vex_w == "W1"):
        return False
    if row.operand("B") is not None:
        return vex.vvvv != "rsp"
    return row.operand("H") is not None or vex.vvvv == "unused"
