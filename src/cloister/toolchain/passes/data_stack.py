"""Where R14 is while the control-stack pass walks through a function.

`gap` is the native RSP minus the actual R14; what R14 still lacks is `pending`.
"""

import re
from typing import Final, NoReturn

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.operand import Memory, parse_integer, parse_memory, shifted
from cloister.toolchain.statement import INSTRUCTION, Statement, Unit, instruction

HOLE: Final = 8
REACH: Final = 128
"""How far below R14 the walk may leave data that is not in the red zone. Signal delivery skips REACH + HOLE + 128."""


_COMPARISON: Final = re.compile(r"(cmp|test)[bwlq]?")


class DataStack:
    """Emits the instructions that use and move R14."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.output: list[Statement] = []
        self.origin = 0
        """Where the instruction that is being rewritten comes from."""
        self.depth: int | None = 0
        """Bytes that the function has on its stack; None: some, not known."""
        self.gap = -HOLE

    @property
    def pending(self) -> int:
        """What R14 still has to be moved by."""
        return self.gap + HOLE if self.depth == 0 else self.gap

    def enter(self) -> None:
        """Control may come from elsewhere: R14 is where the convention wants it."""
        self.gap = -HOLE if self.depth == 0 else 0

    def settle(self) -> None:
        """Moves R14 to where the convention wants it."""
        if self.pending:
            comparison = self.output.pop() if self.is_after_comparison() else None
            self.emit("leal", f"{self.pending}(%r14)", "%r14d")
            self.enter()
            if comparison:
                self.output.append(comparison)

    def is_after_comparison(self) -> bool:
        """Whether the last instruction compares something else than the stack: CPUs fuse it with a branch behind it."""
        last = self.output[-1] if self.output else None
        if last is None or last.kind != INSTRUCTION or not _COMPARISON.fullmatch(last.opcode):
            return False
        return not any("%r14" in operand for operand in last.operands)

    def settle_to_native(self) -> None:
        """Moves R14 to the native RSP, for arithmetic on it."""
        if self.gap:
            self.emit("leal", f"{self.gap}(%r14)", "%r14d")
            self.gap = 0

    def moved(self, delta: int) -> None:
        """The native RSP moved by a known number of bytes; R14 did not."""
        self.gap += delta
        if self.depth is not None:
            self.depth -= delta

    def set_native(self, depth: int | None = None) -> None:
        """R14 was just set to the native RSP, at an unknown depth."""
        self.gap, self.depth = 0, depth

    def at(self, offset: int) -> str:
        """The operand for `offset(%rsp)`; moves R14 first if that is out of reach."""
        if self.gap + offset < -REACH - HOLE and self.pending < 0:
            self.settle()
        return f"{self.gap + offset or ''}(%r14)"

    def rewrite_operands(self, statement: Statement) -> None:
        operands = statement.operands
        for i, operand in enumerate(operands):
            if "%rsp" in operand and "(" in operand:
                operands[i] = self.rewrite_operand(operand)
                statement.text = None

    def rewrite_operand(self, operand: str) -> str:
        """`operand` with R14 in place of RSP."""
        if "%rsp" not in operand:
            return operand
        star = "*" if operand[0] == "*" else ""
        memory = self.memory(operand.removeprefix("*").lstrip())
        if memory.base != "%rsp":
            self.fail(f"{operand} cannot be instrumented")
        number = 0 if not memory.displacement else parse_integer(memory.displacement)
        if self.pending < 0 and (number is None or self.gap + number < -REACH - HOLE):
            self.settle()
        return star + memory._replace(base="%r14", displacement=shifted(memory.displacement, self.gap)).print()

    def memory(self, operand: str) -> Memory:
        try:
            return parse_memory(operand)
        except ValueError:
            self.fail(f"operand {operand} cannot be instrumented")

    def emit(self, opcode: str, *operands: str) -> None:
        self.output.append(instruction(self.origin, opcode, *operands))

    def fail(self, message: str) -> NoReturn:
        raise InstrumentError(*self.unit.origins[self.origin], message)
