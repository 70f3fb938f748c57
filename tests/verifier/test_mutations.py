"""Damaged programs that the verifier still accepts are accepted by an independent one, too."""

import random

import pytest

from cloister.verifier import verify
from cloister.verifier.program import GATE_ENTRIES

from .compile import compiled
from .independent import Reader

FLAGS = [("-O2", "-msse4.2"), ("-Os", "-msse4.2"), ("-O2", "-march=haswell")]


def objection(text: bytes, text_offset: int, rodata: bytes, rodata_offset: int) -> str | None:
    return Reader(text, text_offset, rodata, rodata_offset, GATE_ENTRIES.__contains__).objection()


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
def test_independent_verifier_accepts_the_compiled_program(flags: tuple[str, ...]) -> None:
    text, text_offset, rodata, rodata_offset, _ = compiled(*flags)
    assert objection(text, text_offset, rodata, rodata_offset) is None


def judge_mutants(flags: tuple[str, ...], count: int, seed: int) -> tuple[int, int]:
    """How many mutants were accepted, and how many of `count`."""
    text, text_offset, rodata, rodata_offset, entry = compiled(*flags)
    size = len(text.rstrip(b"\xcc"))
    generator = random.Random(seed)
    accepted = 0
    for _ in range(count):
        mutant = bytearray(text)
        for _ in range(generator.choice([1, 1, 2, 4])):
            mutant[generator.randrange(size)] = generator.randrange(256)
        if verify(mutant, text_offset, rodata, rodata_offset, entry).accepted:
            accepted += 1
            assert objection(bytes(mutant), text_offset, rodata, rodata_offset) is None, mutant.hex()
    return accepted, count


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
def test_accepted_mutants_are_accepted_by_the_independent_verifier(flags: tuple[str, ...]) -> None:
    accepted, count = judge_mutants(flags, 60, seed=1)
    assert 0 < accepted < count


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_accepted_mutants_are_accepted_by_the_independent_verifier_in_numbers(seed: int) -> None:
    accepted, count = judge_mutants(FLAGS[seed % len(FLAGS)], 1000, seed)
    assert 0 < accepted < count
