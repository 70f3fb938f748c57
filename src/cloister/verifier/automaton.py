"""The table that the native loop runs: `step` tried with every byte in every reachable state, then minimised."""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Final

from cloister.verifier.outcomes import End, Refused
from cloister.verifier.step import INITIAL, State, step

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


def _explore() -> tuple[list[State], list[list[int]]]:
    """All reachable states, and for each the index of the state after every byte; REJECT is index 0 (None)."""
    states = [INITIAL]
    index: dict[State, int] = {INITIAL: 1}
    rows = [[REJECT] * 256]
    for state in states:  # grows while we walk it
        row = []
        for byte in range(256):
            after = step(state, byte)
            if isinstance(after, Refused):
                row.append(REJECT)
                continue
            number = index.setdefault(after, len(states) + 1)
            if number > len(states):
                states.append(after)
            row.append(number)
        rows.append(row)
    return states, rows


def _minimise(rows: list[list[int]], outputs: Sequence[object]) -> list[int]:
    """Moore's algorithm: the class of each state, two states being in one class if no bytes tell them apart."""
    classes = _number(outputs)
    while True:
        translate = classes.__getitem__
        refined = _number([(classes[i], *map(translate, row)) for i, row in enumerate(rows)])
        if max(refined) == max(classes):
            return refined
        classes = refined


def _number(keys: Sequence[object]) -> list[int]:
    numbers: dict[object, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def _order(end: End | str | None) -> int:
    """0 REJECT, 1 ends with an action, 2 other ends, 3 inside an instruction."""
    if isinstance(end, str):
        return 0
    if end is None:
        return 3
    return 1 if end.action else 2


def build() -> Automaton:
    """Explores and minimises: a few seconds."""
    states, rows = _explore()
    outputs: list[End | str | None] = ["reject", *(state.end for state in states)]
    classes = _minimise(rows, outputs)
    members = {number: i for i, number in reversed(list(enumerate(classes)))}  # the first state of each class
    ordered = sorted(members.values(), key=lambda i: (_order(outputs[i]), i))
    new = {classes[i]: position for position, i in enumerate(ordered)}
    to_new = [new[number] for number in classes]
    kinds = [_order(outputs[i]) for i in ordered]
    ends = [outputs[i] if isinstance(outputs[i], End) else End() for i in ordered if _order(outputs[i]) < 3]
    return Automaton(
        state_count=len(ordered),
        raw_state_count=len(states),
        plain_start=kinds.index(2),
        inside_start=kinds.index(3),
        initial=to_new[1],
        next=b"".join(b"".join(to_new[after].to_bytes(2, "little") for after in rows[i]) for i in ordered),
        ends=b"".join(bytes((end.action, end.is_terminator, end.size)) for end in ends if isinstance(end, End)),
    )
