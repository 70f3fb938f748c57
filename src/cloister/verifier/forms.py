"""What the tables say about one opcode with its prefixes: the outcome of each of the 256 ModRM bytes after it."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from cloister.verifier.notation import RefusedOpcodes, Row, parse_refused, parse_rows
from cloister.verifier.outcomes import Action, End, Outcome, Refused, Sib, rest
from cloister.verifier.rules import RULES, Rule
from cloister.verifier.tables.integer import INTEGER
from cloister.verifier.tables.refused import REFUSED
from cloister.verifier.tables.sse import SSE
from cloister.verifier.tables.x87 import X87

_RSP: Final = 4

ROWS: Final[tuple[Row, ...]] = parse_rows(INTEGER + X87 + SSE)


class Instruction(NamedTuple):
    """An opcode and all that came before it. For VEX, the fields of the prefix in the place of REX's.

    REX.X is missing: register 4 as an index means none, and 12 is R12, so it never makes a difference.
    """

    map: int
    opcode: int
    prefixes: frozenset[str]
    is_guarded: bool
    is_locked: bool
    has_rex: bool
    w: int
    r: int
    b: int


class Form:
    """The ModRM byte comes next. Compared by identity: equal forms are one object."""

    def __init__(self, after_modrm: tuple[Outcome, ...]) -> None:
        self.after_modrm = after_modrm


def _index(rows: tuple[Row, ...]) -> Mapping[tuple[int, int], list[Row]]:
    index: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        for opcode in row.opcodes:
            index[row.map, opcode].append(row)
    return dict(index)


_BY_OPCODE: Final = _index(ROWS)
_REFUSED: Final[tuple[RefusedOpcodes, ...]] = parse_refused(REFUSED)


def form_of(instruction: Instruction) -> Outcome:
    """The outcome of a legacy opcode byte: a Form, the rest of the instruction, or Refused."""
    rows = _BY_OPCODE.get((instruction.map, instruction.opcode))
    if rows is None:
        return refusal_of(instruction.map, instruction.opcode, instruction.prefixes, None)
    fitting = [row for row in rows if _prefixes_fit(row, instruction)]
    if fitting:
        return form_of_rows(fitting, instruction)
    if any(row.is_branch for row in rows):
        return Refused(Rule.BRANCH_PREFIX)
    by_digit = [refusal_of(instruction.map, instruction.opcode, instruction.prefixes, digit) for digit in range(8)]
    named = [Refused(Rule.PREFIX) if refused.rule is Rule.UNKNOWN else refused for refused in by_digit]
    return _interned(tuple(named[modrm >> 3 & 7] for modrm in range(256)))


def _prefixes_fit(row: Row, instruction: Instruction) -> bool:
    """66, F2, F3 and REX are what the row lists, and only that."""
    if row.is_branch:
        has_any = instruction.prefixes or instruction.has_rex or instruction.is_guarded or instruction.is_locked
        return not has_any
    spare = instruction.prefixes - row.prefixes
    if not row.prefixes <= instruction.prefixes or spare - {"66"}:
        return False
    if spare and (not row.is_sized_by_66 or instruction.w):
        return False
    if instruction.w and not row.is_sized_by_w and "W1" not in row.attributes:
        return False
    if "W1" in row.attributes and not instruction.w:
        return False
    return not instruction.has_rex or row.has_modrm or bool(row.operands)


def form_of_rows(rows: list[Row], instruction: Instruction) -> Outcome:
    """The outcome of an opcode byte that `rows` list with these prefixes."""
    if not rows[0].has_modrm:
        assert len(rows) == 1, f"overlapping rows: {rows}"
        return _without_modrm(rows[0], instruction)
    refusals = tuple(refusal_of(instruction.map, instruction.opcode, instruction.prefixes, digit) for digit in range(8))
    shapes = tuple(_shape_of(row, instruction) for row in rows)
    return _form(shapes, refusals, instruction.is_guarded, instruction.is_locked, instruction.r, instruction.b)


def _without_modrm(row: Row, instruction: Instruction) -> Outcome:
    if instruction.is_guarded:
        return Refused(Rule.STRAY_GUARD)
    if instruction.is_locked:
        return Refused(Rule.LOCK)
    register = (instruction.opcode & 7) + 8 * instruction.b
    if register == _RSP and _is_general_register(row.operand("Z"), instruction):
        return Refused(Rule.CONTROL_STACK)
    return rest(_immediate_size(row, instruction), False, _end_of(row))


class _Shape(NamedTuple):
    """All that a row says about the bytes from ModRM on, prefixes taken into account. Many rows have the same."""

    digit: int | None
    modrm: range | None
    has_memory_form: bool
    has_register_form: bool
    is_unguarded: bool
    is_lockable: bool
    is_rip_allowed: bool
    is_reg_general: bool
    """ModRM.reg names a general register, where 4 is RSP."""
    is_rm_general: bool
    immediate: int
    is_immediate_register: bool
    end: End


def _shape_of(row: Row, instruction: Instruction) -> _Shape:
    is_unguarded = "unguarded" in row.attributes
    return _Shape(
        digit=row.digit,
        modrm=row.modrm,
        has_memory_form=row.has_memory_form,
        has_register_form=row.has_register_form,
        is_unguarded=is_unguarded,
        is_lockable="lock" in row.attributes,
        is_rip_allowed=not is_unguarded or not (instruction.w or instruction.prefixes),
        is_reg_general=_is_general_register(row.operand("G"), instruction),
        is_rm_general=_is_general_register(row.operand("ER"), instruction),
        immediate=_immediate_size(row, instruction),
        is_immediate_register=row.operand("L") is not None,
        end=_end_of(row),
    )


def _is_general_register(size: str | None, instruction: Instruction) -> bool:
    """Whether the operand is a general register of which number 4 is RSP; byte register 4 is AH without REX."""
    return size is not None and (size != "b" or instruction.has_rex)


@cache
def _form(
    shapes: tuple[_Shape, ...], refusals: tuple[Refused, ...], is_guarded: bool, is_locked: bool, r: int, b: int
) -> Outcome:
    after_modrm = tuple(_after_modrm(shapes, refusals, is_guarded, is_locked, r, b, byte) for byte in range(256))
    return _interned(after_modrm)


@cache
def _interned(after_modrm: tuple[Outcome, ...]) -> Form | Refused:
    """Refused at once if all ModRM bytes are refused alike."""
    first = after_modrm[0]
    if isinstance(first, Refused) and all(outcome == first for outcome in after_modrm):
        return first
    return Form(after_modrm)


def _after_modrm(
    shapes: tuple[_Shape, ...],
    refusals: tuple[Refused, ...],
    is_guarded: bool,
    is_locked: bool,
    r: int,
    b: int,
    modrm: int,
) -> Outcome:
    reg = modrm >> 3 & 7
    is_memory = modrm < 0xC0
    fitting = [shape for shape in shapes if _selects(shape, modrm)]
    assert len(fitting) <= 1, f"overlapping rows: {fitting}"
    if not fitting:
        return refusals[reg]
    shape = fitting[0]
    if shape.is_reg_general and reg + 8 * r == _RSP:
        return Refused(Rule.CONTROL_STACK)
    if is_memory:
        return _memory_form(shape, is_guarded, is_locked, b, modrm)
    return _register_form(shape, is_guarded, is_locked, b, modrm)


def _selects(shape: _Shape, modrm: int) -> bool:
    if shape.modrm is not None:
        return modrm in shape.modrm
    is_form = shape.has_memory_form if modrm < 0xC0 else shape.has_register_form
    return is_form and shape.digit in (None, modrm >> 3 & 7)


def _register_form(shape: _Shape, is_guarded: bool, is_locked: bool, b: int, modrm: int) -> Outcome:
    if is_guarded:
        return Refused(Rule.STRAY_GUARD)
    if is_locked:
        return Refused(Rule.LOCK)
    if shape.is_rm_general and (modrm & 7) + 8 * b == _RSP:
        return Refused(Rule.CONTROL_STACK)
    return rest(shape.immediate, shape.is_immediate_register, shape.end)


def _memory_form(shape: _Shape, is_guarded: bool, is_locked: bool, b: int, modrm: int) -> Outcome:
    """mod 00, 01 and 10 of SDM volume 2, table 2-2."""
    mod, rm = modrm >> 6, modrm & 7
    is_rip = mod == 0 and rm == 5
    if is_guarded == shape.is_unguarded:
        return Refused(Rule.STRAY_GUARD if is_guarded else Rule.MEM_GUARD)
    if is_rip and not shape.is_rip_allowed:
        return Refused(Rule.LEA_RIP)
    if is_locked and not shape.is_lockable:
        return Refused(Rule.LOCK)
    displacement = 4 if is_rip else (0, 1, 4)[mod]
    if rm == _RSP:
        return Sib(mod == 0, b, displacement, shape.immediate, shape.is_immediate_register, shape.end)
    return rest(displacement + shape.immediate, shape.is_immediate_register, shape.end)


def _immediate_size(row: Row, instruction: Instruction) -> int:
    """Bytes of the immediate or branch displacement."""
    size = row.operand("IJL")
    has_66 = "66" in instruction.prefixes - row.prefixes
    if size is None:
        return 0
    if size == "v" and instruction.w:
        return 8
    if size in ("v", "z"):
        return 2 if has_66 else 4
    return {"b": 1, "x": 1}[size]


def _end_of(row: Row) -> End:
    actions = {None: Action.NONE, "b": Action.BRANCH8, "z": Action.BRANCH32}
    return End(actions[row.operand("J")], "ends" in row.attributes)


@cache
def refusal_of(opcode_map: int, opcode: int, prefixes: frozenset[str], digit: int | None) -> Refused:
    """The refusal of an opcode (and ModRM.reg) that no row accepts, by the name that tables.refused has for it."""
    for line in _REFUSED:
        is_opcode = line.map == opcode_map and opcode in line.opcodes
        if is_opcode and line.prefix in (None, *prefixes) and line.digit in (None, digit):
            return Refused(RULES[line.rule], line.name)
    return Refused(Rule.UNKNOWN)
