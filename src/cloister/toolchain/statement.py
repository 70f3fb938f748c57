"""What assembly text is made of: statements."""

from collections.abc import Sequence
from typing import Final

LABEL: Final = 0
DIRECTIVE: Final = 1
INSTRUCTION: Final = 2
FINISHED: Final = 3
"""Output of a pass that later passes leave alone, a pseudo-instruction above all."""


class Statement:
    """One statement. `opcode` is the label's name, the directive or the mnemonic.

    A directive has one operand, the text behind it, unless it is `.set`. `text` is what is printed; None for an
    instruction that a pass changed: it is printed from its parts. `origin` is an index into the unit's origins.
    """

    __slots__ = ("kind", "opcode", "operands", "origin", "prefix", "text")

    def __init__(
        self, kind: int, opcode: str, operands: list[str], origin: int, text: str | None = None, prefix: str = ""
    ) -> None:
        self.kind = kind
        self.opcode = opcode
        self.operands = operands
        self.origin = origin
        self.text = text
        self.prefix = prefix

    def print(self) -> str:
        """The statement as a line of assembly, without the newline."""
        if self.text is not None:
            return self.text
        prefix = self.prefix + " " if self.prefix else ""
        return f"\t{prefix}{self.opcode}\t{', '.join(self.operands)}" if self.operands else f"\t{prefix}{self.opcode}"

    def __repr__(self) -> str:
        return f"<{self.print().strip()}>"


def instruction(origin: int, opcode: str, *operands: str) -> Statement:
    """An instruction that later passes still look at."""
    return Statement(INSTRUCTION, opcode, list(operands), origin)


def finished(origin: int, lines: Sequence[str]) -> Statement:
    """Instructions in their final form, a line each; `opcode` is empty."""
    return Statement(FINISHED, "", [], origin, "\n".join("\t" + line for line in lines))


class Unit:
    """A file of assembly between two passes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.statements: list[Statement] = []
        self.origins: list[tuple[str, int]] = []
        self.globals: set[str] = set()
        """Names made global or weak."""
        self._counter = 0

    def new_label(self) -> str:
        """A local label that nothing else uses."""
        self._counter += 1
        return f".Lcloister{self._counter}"

    def where(self, statement: Statement) -> tuple[str, int]:
        """(path, line) the statement came from."""
        return self.origins[statement.origin]
