"""Makes the table: `step` tried with every byte in every state that can be reached, then minimised."""

from collections.abc import Sequence

from cloister.verifier.automaton import REJECT, Automaton
from cloister.verifier.outcomes import End, Refused
from cloister.verifier.step import INITIAL, State, step


def _explore() -> tuple[list[State], list[list[int]]]:
    """All reachable states, and for each the index of the state after every byte; REJECT is index 0."""
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
