"""libos.mappings: checked against a plain array of pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloister.libos.mappings import Mapping, Mappings

PAGE = 4096
PAGE_COUNT = 24
ranges = st.tuples(st.integers(0, PAGE_COUNT - 1), st.integers(1, 6)).map(
    lambda pair: (pair[0], min(pair[0] + pair[1], PAGE_COUNT))
)
changes = st.lists(st.tuples(st.booleans(), ranges, st.integers(0, 3)), max_size=30)


@given(changes)
def test_any_sequence_of_changes_leaves_what_an_array_of_pages_would_hold(steps: list) -> None:  # type: ignore[type-arg]
    mappings, pages = Mappings(PAGE_COUNT * PAGE), [None] * PAGE_COUNT
    for adds, (first, end), protection in steps:
        mappings.remove(first * PAGE, end * PAGE)
        if adds:
            mappings.insert(Mapping(first * PAGE, end * PAGE, protection))
        pages[first:end] = [protection if adds else None] * (end - first)  # type: ignore[list-item]
    found: list[int | None] = [None] * PAGE_COUNT
    last_end = 0
    for item in mappings:
        assert item.start >= last_end
        last_end = item.end
        found[item.start // PAGE : item.end // PAGE] = [item.protection] * (item.size // PAGE)
    assert found == pages


@given(changes, st.integers(1, 8))
def test_a_gap_that_is_found_is_free_and_none_above_it_is_large_enough(steps: list, count: int) -> None:  # type: ignore[type-arg]
    mappings = Mappings(PAGE_COUNT * PAGE)
    for _, (first, end), protection in steps:
        mappings.remove(first * PAGE, end * PAGE)
        mappings.insert(Mapping(first * PAGE, end * PAGE, protection))
    free = [
        start
        for start in range(0, (PAGE_COUNT - count + 1) * PAGE, PAGE)
        if not mappings.overlaps(start, start + count * PAGE)
    ]
    assert mappings.find_gap(count * PAGE, 0) == (max(free) if free else None)


def test_neighbours_alike_are_one_mapping() -> None:
    mappings = Mappings(8 * PAGE)
    mappings.insert(Mapping(0, PAGE, 3))
    mappings.insert(Mapping(2 * PAGE, 3 * PAGE, 3))
    mappings.insert(Mapping(PAGE, 2 * PAGE, 3))
    assert list(mappings) == [Mapping(0, 3 * PAGE, 3)]


def test_covered_means_every_page() -> None:
    mappings = Mappings(8 * PAGE)
    mappings.insert(Mapping(0, PAGE, 3))
    mappings.insert(Mapping(PAGE, 2 * PAGE, 1))
    assert mappings.is_covered(0, 2 * PAGE)
    assert not mappings.is_covered(0, 3 * PAGE)
