"""Memory operands of the AT&T syntax."""

import re
from typing import Final, NamedTuple

_MEMORY = re.compile(
    r"(?:(%\w\w)\s*:)?\s*(.*?)\s*(?:\(\s*(%\w+)?\s*(?:,\s*(%\w+)?\s*(?:,\s*(\d+)\s*)?)?\))?", re.DOTALL
)
_INTEGER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|\d+)")

_CONDITIONS: Final = "a ae b be c e g ge l le na nae nb nbe nc ne ng nge nl nle no np ns nz o p pe po s z"

BRANCHES: Final = frozenset(["jmp", "jmpq", "call", "callq", *("j" + condition for condition in _CONDITIONS.split())])
"""Instructions whose operand is a place in the text, or `*` and an ordinary operand."""


class Memory(NamedTuple):
    """`segment:displacement(base, subscript, scale)`; absent parts are empty."""

    segment: str
    displacement: str
    base: str
    subscript: str
    scale: str

    def print(self) -> str:
        prefix = f"{self.segment}:" if self.segment else ""
        if self.subscript:
            scale = f",{self.scale}" if self.scale else ""
            return f"{prefix}{self.displacement}({self.base},{self.subscript}{scale})"
        return f"{prefix}{self.displacement}({self.base})" if self.base else f"{prefix}{self.displacement}"


def is_memory(operand: str) -> bool:
    """Whether an operand of an instruction that is no branch is a memory operand."""
    first = operand[0]
    return first != "$" and (first != "%" or ":" in operand)


def parse_memory(operand: str) -> Memory:
    """The parts of a memory operand; ValueError if it is none."""
    match = _MEMORY.fullmatch(operand)
    if not match or "%" in match[2]:
        raise ValueError(operand)
    segment, displacement, base, index, scale = match.groups("")
    return Memory(segment, displacement, base, index, scale)


def parse_integer(text: str) -> int | None:
    """The value of a literal integer as GAS reads it, None for anything else."""
    if not _INTEGER.fullmatch(text):
        return None
    digits = text.lstrip("+-")
    is_octal = len(digits) > 1 and digits[0] == "0" and digits.isdigit()
    value = int(digits, 8 if is_octal else 0)
    return -value if text[0] == "-" else value


def shifted(displacement: str, delta: int) -> str:
    """A displacement plus `delta`, short where both are literal."""
    value = 0 if not displacement else parse_integer(displacement)
    if value is None:
        return f"{delta:+d}+{displacement}" if delta else displacement
    return str(value + delta) if value + delta else ""
