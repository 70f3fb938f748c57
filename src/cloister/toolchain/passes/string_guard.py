"""string_guard: `rep stos` and `rep movs` with absolute pointers for the one instruction; the rest is expanded.

ES:RDI ignores GS, so a string instruction exists only so. No form touches flags that the instruction itself keeps,
because GCC keeps flags live across `rep stos`.
"""

import re
from typing import Final

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.gates import SELF_LOAD
from cloister.toolchain.registers import name_at
from cloister.toolchain.statement import INSTRUCTION, LABEL, Statement, Unit, finished, instruction

_STRING: Final = re.compile(r"(movs|stos|lods|scas|cmps)([bwlqd])")
_BITS: Final = {"b": 8, "w": 16, "l": 32, "d": 32, "q": 64}
_REPEAT_EQUAL: Final = ("rep", "repe", "repz")
_REPEAT_UNEQUAL: Final = ("repne", "repnz")


def guard_strings(unit: Unit) -> None:
    """The pass."""
    output: list[Statement] = []
    for statement in unit.statements:
        if statement.kind == INSTRUCTION and (match := _STRING.fullmatch(statement.opcode)):
            if not statement.operands or _all_implicit(statement):
                output.extend(_String(unit, statement, match[1], match[2]).expand())
                continue
        elif statement.prefix and statement.opcode == "nop" and statement.prefix.startswith("rep"):
            output.append(instruction(statement.origin, "pause"))
            continue
        output.append(statement)
    unit.statements = output


def _all_implicit(statement: Statement) -> bool:
    """Whether the operands only repeat what the opcode implies; `movsd (%rsi),%xmm0` is another instruction."""
    implied = ("(%rdi)", "(%rsi)", "%al", "%ax", "%eax", "%rax")
    return all(operand.split(":")[-1] in implied for operand in statement.operands) and len(statement.operands) == 2


class _String:
    def __init__(self, unit: Unit, statement: Statement, operation: str, letter: str) -> None:
        self.unit = unit
        self.statement = statement
        self.origin = statement.origin
        self.operation = operation
        self.letter = "l" if letter == "d" else letter
        self.size = _BITS[letter] // 8
        self.scratch = name_at("%r11", _BITS[letter])
        self.accumulator = name_at("%rax", _BITS[letter])

    def expand(self) -> list[Statement]:
        prefix = self.statement.prefix
        if prefix == "":
            return self.compare() if self.operation in ("scas", "cmps") else self.single()
        if self.operation in ("scas", "cmps") and prefix in _REPEAT_EQUAL + _REPEAT_UNEQUAL:
            return self.search("jne" if prefix in _REPEAT_EQUAL else "je")
        if self.operation in ("movs", "stos"):
            return [self.repeat()]
        raise InstrumentError(
            *self.unit.where(self.statement), f"{prefix} {self.statement.opcode} cannot be instrumented"
        )

    def repeat(self) -> Statement:
        pointers = ("di", "si") if self.operation == "movs" else ("di",)
        narrow = [f"movl %e{name},%e{name}" for name in pointers]
        absolute = [f"leaq (%r11,%r{name}),%r{name}" for name in pointers]
        return finished(self.origin, [SELF_LOAD, *narrow, *absolute, f"rep {self.operation}{self.letter}", *narrow])

    def single(self) -> list[Statement]:
        """movs, stos or lods once."""
        output = []
        value = self.accumulator
        if self.operation == "movs":
            value = self.scratch
        if self.operation in ("movs", "lods"):
            output += [self.make("mov" + self.letter, "(%rsi)", value), self.step("%rsi")]
        if self.operation in ("movs", "stos"):
            output += [self.make("mov" + self.letter, value, "(%rdi)"), self.step("%rdi")]
        return output

    def compare(self, offset: int = 0) -> list[Statement]:
        """scas or cmps once. With an offset the pointers are not moved: the comparison is repeated."""
        at = str(offset) if offset else ""
        output = []
        value = self.accumulator
        if self.operation == "cmps":
            value = self.scratch
            output.append(self.make("mov" + self.letter, f"{at}(%rsi)", value))
        output.append(self.make("cmp" + self.letter, f"{at}(%rdi)", value))
        if not offset:
            output += [self.step("%rdi")] + ([self.step("%rsi")] if self.operation == "cmps" else [])
        return output

    def search(self, leave: str) -> list[Statement]:
        """scas or cmps RCX times, until `leave` holds. Unlike the instruction it sets ZF where RCX is 0."""
        again, end = self.unit.new_label(), self.unit.new_label()
        return [
            self.make("testq", "%rcx", "%rcx"),
            self.make("je", end),
            self.label(again),
            *self.compare(),
            self.make("leaq", "-1(%rcx)", "%rcx"),
            self.make(leave, end),
            self.make("testq", "%rcx", "%rcx"),
            self.make("jne", again),
            *self.compare(-self.size),
            self.label(end),
        ]

    def step(self, register: str) -> Statement:
        return self.make("leaq", f"{self.size}({register})", register)

    def make(self, opcode: str, *operands: str) -> Statement:
        return instruction(self.origin, opcode, *operands)

    def label(self, name: str) -> Statement:
        return Statement(LABEL, name, [], self.origin, f"{name}:")
