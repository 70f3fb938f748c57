"""What one byte can lead to: a refusal, the end of an instruction, or the bytes that must follow the ModRM byte."""

from enum import IntEnum
from typing import Any, Final, NamedTuple, TypeAlias

from cloister.verifier.rules import Rule

Decoder: TypeAlias = Any
"""A state of the decoder: Prefixes, Form, Sib, Rest or one of the VEX states. All are immutable and hashable."""

Outcome: TypeAlias = Any
"""Refused | End | Decoder."""


class Action(IntEnum):
    """What the native loop does at the end of an instruction. Keep native/verifier/check.h in step."""

    NONE = 0
    BRANCH8 = 1
    """The last byte is a signed displacement: its target must be checked."""
    BRANCH32 = 2
    """The last four bytes are."""
    PSEUDO = 3
    """A pseudo-instruction has ended: no branch may go inside."""
    GUARD8 = 4
    """A cfi_guard whose jne has an 8-bit displacement."""
    GUARD32 = 5
    TABLE8 = 6
    """A bounded_jump whose mask is an 8-bit immediate."""
    TABLE32 = 7


class End(NamedTuple):
    """An instruction or pseudo-instruction is complete."""

    action: Action = Action.NONE
    is_terminator: bool = False
    """Control does not fall through."""
    size: int = 0
    """Bytes of the pseudo-instruction; 0 for an ordinary instruction."""


class Refused(NamedTuple):
    """No accepted program continues so."""

    rule: Rule
    detail: str = ""
    """The instruction's name, where the tables know it."""


class Rest(NamedTuple):
    """`size` bytes of displacement and immediate are still to come."""

    size: int
    is_register: bool
    """The last byte holds a register in its top half; its low half must be zero (VEX /is4)."""
    end: End

    def after(self, byte: int) -> Outcome:
        if self.size > 1:
            return self._replace(size=self.size - 1)
        if self.is_register and byte & 0x0F:
            return Refused(Rule.VEX)
        return self.end


def rest(size: int, is_register: bool, end: End) -> Outcome:
    """Rest, or the end where nothing is to come."""
    return Rest(size, is_register, end) if size else end


_RSP: Final = 4
_NO_BASE: Final = 5


class Sib(NamedTuple):
    """The SIB byte comes next (SDM volume 2, table 2-3)."""

    is_mod0: bool
    b: int
    """REX.B: the top bit of the base register."""
    displacement: int
    """Bytes of displacement that the ModRM byte asks for."""
    immediate: int
    is_register: bool
    end: End

    def after(self, byte: int) -> Outcome:
        base = byte & 7
        if base == _RSP and not self.b:
            return Refused(Rule.CONTROL_STACK)
        displacement = 4 if self.is_mod0 and base == _NO_BASE else self.displacement
        return rest(displacement + self.immediate, self.is_register, self.end)
