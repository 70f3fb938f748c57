"""label bytes: the four bytes of a cfi_label must not stand in an immediate, where a jump could find them.

Such a constant is built as the complement of its complement, in R11 or in place; neither `mov` nor `not` touches flags.
Bytes that end up there by relocation, or across a displacement and an immediate, are left to the verifier.
"""

from typing import Final

from cloister.abi import layout
from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.operand import is_memory, parse_integer, parse_memory
from cloister.toolchain.registers import WIDTH, name_at
from cloister.toolchain.statement import INSTRUCTION, Statement, Unit, instruction

_SHORTEST: Final = len("$0xfa1e0f")
_TAIL: Final = layout.CFI_LABEL[1:]
"""Forbidden at the start of an immediate: the ModRM byte before it may be the first byte of the label."""

_SUFFIXES: Final = {"l": 32, "q": 64}


def hide_label_bytes(unit: Unit) -> None:
    """The pass."""
    output: list[Statement] = []
    for statement in unit.statements:
        if statement.kind == INSTRUCTION and statement.operands:
            first = statement.operands[0]
            if first[0] == "$" and len(first) >= _SHORTEST and _has_label(value := parse_integer(first[1:])):
                output += _rewrite(unit, statement, value or 0)
                continue
            for operand in statement.operands:
                if len(operand) >= _SHORTEST and operand[0] != "$" and is_memory(operand):
                    _check_displacement(unit, statement, operand)
        output.append(statement)
    unit.statements = output


def _has_label(value: int | None) -> bool:
    if value is None:
        return False
    data = (value & 0xFFFF_FFFF_FFFF_FFFF).to_bytes(8, "little")
    return layout.CFI_LABEL in data or data.startswith(_TAIL)


def _check_displacement(unit: Unit, statement: Statement, operand: str) -> None:
    try:
        displacement = parse_memory(operand).displacement
    except ValueError:
        return
    if displacement and _has_label(parse_integer(displacement)):
        raise InstrumentError(*unit.where(statement), f"{operand}: the displacement holds the bytes of a cfi_label")


def _rewrite(unit: Unit, statement: Statement, value: int) -> list[Statement]:
    operands = statement.operands
    target = operands[-1]
    width = WIDTH.get(target) or _SUFFIXES.get(statement.opcode[-1])
    if width not in (32, 64) or any("%r11" in operand for operand in operands):
        raise InstrumentError(*unit.where(statement), f"{operands[0]}: the constant holds the bytes of a cfi_label")
    is_move = statement.opcode.startswith("mov") and target in WIDTH
    register = target if is_move else name_at("%r11", width)
    output = _constant(statement.origin, value, register, width)
    if is_move:
        return output
    if len(operands) == 3:
        multiply = instruction(statement.origin, statement.opcode, operands[1], register)
        return [*output, multiply, instruction(statement.origin, "mov", register, target)]
    operands[0] = register
    statement.text = None
    return [*output, statement]


def _constant(origin: int, value: int, register: str, width: int) -> list[Statement]:
    suffix = "l" if width == 32 else "q"
    complement = ~value & (1 << width) - 1
    opcode = "movabsq" if width == 64 and complement >> 31 else "mov" + suffix
    return [
        instruction(origin, opcode, f"${complement:#x}", register),
        instruction(origin, "not" + suffix, register),
    ]
