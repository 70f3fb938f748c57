"""The table is `step`, no more and no less; and what follows from its shape."""

import random
from collections import defaultdict
from dataclasses import dataclass

import pytest

from cloister.verifier.automaton import REJECT, Automaton
from cloister.verifier.cache import automaton, table_path
from cloister.verifier.exploration import build
from cloister.verifier.outcomes import End, Refused
from cloister.verifier.step import INITIAL, State, step

from .programs import random_walk

STATES = 1099
RAW_STATES = 3417


@dataclass
class Explored:
    numbers: dict[State, int]
    """Each state that step reaches, with the state of the table that the same bytes lead to."""
    inside: dict[State, set[State]]
    """For each state the states that follow in which the decoder is still inside the instruction."""


@pytest.fixture(scope="module")
def explored() -> Explored:
    """Tries every byte in every state, and compares with the table on the way."""
    table = automaton()
    following = memoryview(table.next).cast("H")
    found = {INITIAL: table.initial}
    inside: dict[State, set[State]] = defaultdict(set)
    agenda = [INITIAL]
    for state in agenda:
        row = following[found[state] * 256 : found[state] * 256 + 256]
        for byte in range(256):
            after = step(state, byte)
            if isinstance(after, Refused):
                assert row[byte] == REJECT, (state, byte)
                continue
            assert row[byte] != REJECT, (state, byte)
            if after not in found:
                found[after] = row[byte]
                agenda.append(after)
            assert found[after] == row[byte], (state, byte)
            if after.decoder is not None and after.end is None:
                inside[state].add(after)
    return Explored(found, inside)


def test_table_and_step_agree_on_every_byte_in_every_state(explored: Explored) -> None:
    assert set(explored.numbers.values()) == set(range(1, automaton().state_count))


def test_table_says_what_step_says_about_ends(explored: Explored) -> None:
    table = automaton()
    for state, number in explored.numbers.items():
        if state.end is None:
            assert number >= table.inside_start
        else:
            assert number < table.inside_start
            assert End(*table.ends[number * 3 : number * 3 + 3]) == state.end
            assert (number < table.plain_start) == (state.end.action != 0)


def test_number_of_states_changes_only_on_purpose(explored: Explored) -> None:
    assert (automaton().state_count, len(explored.numbers)) == (STATES, RAW_STATES)
    assert automaton().raw_state_count == RAW_STATES


def test_no_two_states_of_the_table_are_equivalent() -> None:
    table = automaton()
    following = memoryview(table.next).cast("H")
    rows = [following[i * 256 : i * 256 + 256].tolist() for i in range(table.state_count)]
    ends = [table.ends[i * 3 : i * 3 + 3] if i < table.inside_start else b"" for i in range(table.state_count)]
    classes: list[object] = [*ends]
    classes[REJECT] = b"reject"
    count = 0
    while len(set(classes)) > count:
        count = len(set(classes))
        keys = [(classes[i], *[classes[after] for after in rows[i]]) for i in range(table.state_count)]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        classes = [numbers[key] for key in keys]
    assert count == table.state_count


def test_longest_ordinary_instruction_has_15_bytes(explored: Explored) -> None:
    states = {state for state in explored.numbers if state.end is not None}
    size = 0
    while states:
        states = {after for state in states for after in explored.inside[state]}
        size += 1
    assert size == 15


@pytest.mark.parametrize("seed", range(20))
def test_table_and_step_agree_on_random_walks_and_damaged_ones(seed: int) -> None:
    table, generator = automaton(), random.Random(seed)
    following = memoryview(table.next).cast("H")
    code = bytearray(random_walk(table, generator, 300))
    for _ in range(generator.randrange(3)):
        code[generator.randrange(len(code))] = generator.randrange(256)
    state: State | Refused = INITIAL
    number = table.initial
    for byte in code:
        assert isinstance(state, State)
        state, number = step(state, byte), following[number * 256 + byte]
        assert isinstance(state, Refused) == (number == REJECT)
        if number == REJECT:
            break


def test_table_survives_the_round_trip_to_a_file() -> None:
    assert Automaton.decode(automaton().encode()) == automaton()


@pytest.mark.parametrize("size", [0, 7, 28, 29, 1000])
def test_cut_off_table_file_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="not a verifier table"):
        Automaton.decode(automaton().encode()[:size])


def test_damaged_cache_file_is_built_anew(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    good = automaton()
    monkeypatch.setenv("CLOISTER_CACHE", str(tmp_path))
    monkeypatch.setattr("cloister.verifier.exploration.build", lambda: good)
    path = table_path()
    path.parent.mkdir()
    path.write_bytes(bytes(100_000))
    assert automaton.__wrapped__() == good
    assert path.read_bytes()[32:] == good.encode()


@pytest.mark.slow
def test_cached_table_is_what_the_specification_gives_today() -> None:
    assert build() == automaton()
