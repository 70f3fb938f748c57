"""GOT operands: a static program knows at link time what PIC code looks up in the global offset table."""

import re
from typing import Final

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.operand import BRANCHES
from cloister.toolchain.registers import DWORD
from cloister.toolchain.statement import INSTRUCTION, Statement, Unit, instruction

_GOT: Final = re.compile(r"(\*?)([\w.$]+)@(GOTPCRELX?|GOTTPOFF)\(%rip\)", re.IGNORECASE)


def resolve_got(unit: Unit) -> None:
    """The pass: the value takes the place of its entry."""
    output: list[Statement] = []
    for statement in unit.statements:
        if statement.kind == INSTRUCTION:
            for i, operand in enumerate(statement.operands):
                if "@" in operand and (match := _GOT.fullmatch(operand)):
                    output += _resolve(unit, statement, i, match)
                    break
            else:
                output.append(statement)
            continue
        output.append(statement)
    unit.statements = output


def _resolve(unit: Unit, statement: Statement, i: int, match: re.Match[str]) -> list[Statement]:
    symbol, is_offset = match[2], match[3].upper() == "GOTTPOFF"
    if statement.opcode in BRANCHES:
        return [instruction(statement.origin, statement.opcode, symbol)]
    if i != 0 or match[1]:
        raise InstrumentError(*unit.where(statement), f"operand {statement.operands[i]} cannot be instrumented")
    target = statement.operands[-1]
    if statement.opcode in ("mov", "movq") and target in DWORD and not is_offset:
        return [instruction(statement.origin, "movl", f"${symbol}", DWORD[target])]
    statement.operands[0] = f"${symbol}@tpoff" if is_offset else f"${symbol}"
    statement.text = None
    return [statement]
