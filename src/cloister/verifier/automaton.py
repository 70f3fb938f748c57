"""The table that the native loop runs, and its file format. `exploration` makes it, `cache` keeps it."""

from dataclasses import dataclass
from struct import Struct
from typing import Final

_HEADER: Final = Struct("<8sIIIII")
_MAGIC: Final = b"CLOISTV1"

REJECT: Final = 0
"""The state that is never left: no accepted program begins so."""


@dataclass(frozen=True)
class Automaton:
    """A deterministic automaton over bytes. States are numbered so that the loop needs two comparisons at most:

    0 is REJECT; below `plain_start` something has ended that needs an action; below `inside_start` an ordinary
    instruction has ended; the others are inside an instruction.
    """

    state_count: int
    raw_state_count: int
    """Before minimisation."""
    plain_start: int
    inside_start: int
    initial: int
    next: bytes
    """state_count x 256 little-endian u16: the state after a byte."""
    ends: bytes
    """For each state below inside_start three bytes: action, is_terminator, size of the pseudo-instruction."""

    def encode(self) -> bytes:
        """The file format: header, next, ends."""
        numbers = (self.state_count, self.raw_state_count, self.plain_start, self.inside_start, self.initial)
        return _HEADER.pack(_MAGIC, *numbers) + self.next + self.ends

    @classmethod
    def decode(cls, data: bytes) -> "Automaton":
        """The inverse of `encode`. ValueError for anything else."""
        if len(data) < _HEADER.size:
            raise ValueError("not a verifier table: too short")
        magic, states, raw, plain, inside, initial = _HEADER.unpack_from(data)
        next_end = _HEADER.size + states * 512
        if magic != _MAGIC or len(data) != next_end + inside * 3 or not 0 < plain <= inside <= states:
            raise ValueError("not a verifier table: wrong sizes")
        return cls(states, raw, plain, inside, initial, data[_HEADER.size : next_end], data[next_end:])
