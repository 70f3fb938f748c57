"""mem_guard: every memory operand gets the prefixes 65 67, which is `%gs:` and 32-bit register names."""

import re
from typing import Final

from cloister.abi import layout
from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.operand import BRANCHES, is_memory, parse_integer, parse_memory
from cloister.toolchain.registers import DWORD, HIGH_BYTES, WIDE
from cloister.toolchain.statement import INSTRUCTION, Statement, Unit, instruction

_NARROW: Final = {**DWORD, "%rip": "%eip", "": ""} | {narrow: narrow for narrow in DWORD.values()}
_FLAT: Final = ("", "%ds", "%es", "%ss")
_MINUS: Final = re.compile(r"-(\d+)$")
_NOPS: Final = ("nopw", "nopl", "nop", "nopq")
_EXTENDED: Final = tuple(f"%r{n}" for n in range(8, 16))


def guard_memory(unit: Unit) -> None:
    """The pass."""
    output: list[Statement] = []
    guarded: dict[str, str | None] = {}
    for statement in unit.statements:
        if statement.kind == INSTRUCTION and statement.operands and statement.opcode not in BRANCHES:
            for i, operand in enumerate(statement.operands):
                if operand[0] != "$" and (operand[0] != "%" or ":" in operand):
                    _rewrite(unit, statement, i, guarded, output)
                    break
            else:
                output.append(statement)
            continue
        output.append(statement)
    unit.statements = output


def _rewrite(unit: Unit, statement: Statement, i: int, guarded: dict[str, str | None], output: list[Statement]) -> None:
    """Appends the statement, whose operand `i` is a memory operand, to the output."""
    opcode = statement.opcode
    operand = statement.operands[i]
    if opcode.startswith("lea"):
        output.append(_address(unit, statement))
        return
    if opcode in _NOPS:
        output.append(instruction(statement.origin, "nop"))
        return
    if sum(map(is_memory, statement.operands)) > 1:
        raise InstrumentError(*unit.where(statement), f"{opcode} with two memory operands cannot be instrumented")
    if operand not in guarded:
        guarded[operand] = _guard(unit, statement, operand)
    new = guarded[operand]
    if new is None:
        new = _through_scratch(unit, statement, operand, output)
    high = [register for register in statement.operands if register in HIGH_BYTES]
    statement.operands[i] = new
    statement.text = None
    if high and any(register in new for register in _EXTENDED):
        _exchange(unit, statement, high[0], output)
    else:
        output.append(statement)


def _guard(unit: Unit, statement: Statement, operand: str) -> str | None:
    """The guarded operand; None if its address has to be computed in R11 first."""
    try:
        memory = parse_memory(operand)
        narrow = memory._replace(segment="%gs", base=_NARROW[memory.base], subscript=_NARROW[memory.subscript])
    except (ValueError, KeyError):
        raise InstrumentError(*unit.where(statement), f"operand {operand} cannot be instrumented") from None
    if memory.segment not in _FLAT:
        raise InstrumentError(*unit.where(statement), f"segment register in {operand} cannot be instrumented")
    if "@" in memory.displacement:
        relocation = memory.displacement.upper()
        if "@TPOFF" in relocation:
            return None  # GAS has no such relocation with a 32-bit base
        raise InstrumentError(*unit.where(statement), f"relocation in {operand} cannot be instrumented")
    if memory.base != "%rip" and (memory.base or memory.subscript) and _may_be_negative(memory.displacement):
        return None  # nor an address below zero
    if not memory.base and not memory.subscript:
        if parse_integer(memory.displacement) is not None:
            return None
        narrow = narrow._replace(base="%eip")
    return narrow.print()


def _may_be_negative(displacement: str) -> bool:
    """Whether a symbol's address minus this many bytes may lie below zero; programs begin at PROGRAM_BASE."""
    match = _MINUS.search(displacement)
    return match is not None and displacement != match[0] and int(match[1]) >= layout.PROGRAM_BASE


def _through_scratch(unit: Unit, statement: Statement, operand: str, output: list[Statement]) -> str:
    memory = parse_memory(operand)
    if any("%r11" in other for other in statement.operands[:-1] if other != operand):
        raise InstrumentError(*unit.where(statement), f"{statement.opcode} with {operand} cannot be instrumented")
    if memory.base or memory.subscript:
        output.append(instruction(statement.origin, "leaq", memory._replace(segment="").print(), "%r11"))
    else:
        output.append(instruction(statement.origin, "movl", f"${memory.displacement}", "%r11d"))
    return "%gs:(%r11d)"


def _address(unit: Unit, statement: Statement) -> Statement:
    """lea: no access, but the address of a symbol must be a slot offset."""
    memory = parse_memory(statement.operands[0])
    target = statement.operands[-1]
    if memory.base not in ("%rip", "%eip"):
        if {memory.base, memory.subscript}.isdisjoint(DWORD.values()):
            return statement
        wide = memory._replace(base=WIDE.get(memory.base, ""), subscript=WIDE.get(memory.subscript, ""))
        return instruction(statement.origin, "leal", wide.print(), DWORD.get(target, target))
    if target not in DWORD and target not in DWORD.values():
        raise InstrumentError(*unit.where(statement), f"lea to {target} cannot be instrumented")
    if _may_be_negative(memory.displacement):
        opcode = "movq" if target in DWORD else "movl"
        return instruction(statement.origin, opcode, f"${memory.displacement}", target)
    return instruction(statement.origin, "movl", f"${memory.displacement}", DWORD.get(target, target))


def _exchange(unit: Unit, statement: Statement, high: str, output: list[Statement]) -> None:
    """%ah and its like take no REX prefix, which R8 to R15 need: swap it with the low byte around the instruction."""
    low = HIGH_BYTES[high]
    used = _letters(statement.operands)
    if high[1] in used:
        raise InstrumentError(*unit.where(statement), f"{statement.opcode} with {high} cannot be instrumented")
    output.append(instruction(statement.origin, "xchgb", low, high))
    statement.operands = [low if operand == high else operand for operand in statement.operands]
    output.append(statement)
    output.append(instruction(statement.origin, "xchgb", low, high))


def _letters(operands: list[str]) -> set[str]:
    """Which of a, b, c, d are used by the operands in other ways than as a high byte."""
    text = " ".join(operand for operand in operands if operand not in HIGH_BYTES)
    return {letter for letter in "abcd" if f"{letter}x" in text or f"%{letter}l" in text}
