"""A refusal: why a program may not run, at one place."""

from dataclasses import dataclass
from typing import Final

from cloister.verifier.rules import Rule

START_MARK: Final = 1
"""Bit of a mark: an instruction starts here. check.h has the others."""


@dataclass(frozen=True)
class Refusal:
    """Why a program is refused, at one place."""

    rule: str
    """The rule's name: a value of `rules.Rule`, and a row of the table in docs/verifier.md."""
    address: int
    """Slot offset, which is also the address in the ELF file, of the refused instruction."""
    code: bytes
    """Its bytes, as far as they were read; empty where the refusal is about no instruction."""
    reason: str

    def __str__(self) -> str:
        shown = f" [{self.code.hex(' ')}]" if self.code else ""
        return f"{self.address:#x}: {self.rule}:{shown} {self.reason}"


def refusal(rule: Rule, address: int, code: bytes, detail: str = "") -> Refusal:
    """A refusal with the rule's explanation after `detail`."""
    return Refusal(rule.value, address, code, f"{detail}: {rule.explanation}" if detail else rule.explanation)


def start_before(marks: bytes | bytearray, position: int) -> int:
    """The instruction that text position `position` belongs to."""
    while not marks[position] & START_MARK:
        position -= 1
    return position
