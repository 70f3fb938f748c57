"""The mmap area's bookkeeping: disjoint ranges of pages, each with a protection. Pure: it touches no memory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple


class Mapping(NamedTuple):
    """[start, end) with `protection` (PROT_*); `name` is what /proc/PID/maps shows."""

    start: int
    end: int
    protection: int
    name: bytes = b""

    @property
    def size(self) -> int:
        return self.end - self.start

    def clip(self, start: int, end: int) -> Mapping:
        if start <= self.start and self.end <= end:
            return self
        return Mapping(max(self.start, start), min(self.end, end), self.protection, self.name)


class Mappings:
    """A sorted list of disjoint mappings in [floor, ceiling). Neighbours alike are merged by `insert`."""

    __slots__ = ("_items", "ceiling")

    def __init__(self, ceiling: int, items: list[Mapping] | None = None) -> None:
        self.ceiling = ceiling
        self._items = items or []

    def fork(self) -> Mappings:
        return Mappings(self.ceiling, list(self._items))

    def __iter__(self) -> Iterator[Mapping]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    @property
    def lowest(self) -> int:
        """Where the area begins so far."""
        return self._items[0].start if self._items else self.ceiling

    def overlaps(self, start: int, end: int) -> list[Mapping]:
        """The parts of mappings inside [start, end), in order."""
        return [item.clip(start, end) for item in self._items[self._slice(start, end)]]

    def _slice(self, start: int, end: int) -> slice:
        """Where the mappings that reach into [start, end) lie in the list."""
        return slice(
            bisect_right(self._items, start, key=lambda item: item.end),
            bisect_left(self._items, end, key=lambda item: item.start),
        )

    def is_covered(self, start: int, end: int) -> bool:
        """Whether every page of [start, end) is mapped."""
        return sum(item.size for item in self.overlaps(start, end)) == end - start

    def find_gap(self, size: int, floor: int) -> int | None:
        """The highest free place for `size` bytes that does not begin below `floor`."""
        top = self.ceiling
        for item in reversed(self._items):
            if top - item.end >= size:
                break
            top = item.start
        return top - size if top - size >= floor else None

    def remove(self, start: int, end: int) -> list[Mapping]:
        """Cuts [start, end) out; returns what was there."""
        where = self._slice(start, end)
        touched = self._items[where]
        kept = [item._replace(end=start) for item in touched if item.start < start]
        kept += [item._replace(start=end) for item in touched if item.end > end]
        self._items[where] = kept
        return [item.clip(start, end) for item in touched]

    def insert(self, mapping: Mapping) -> None:
        """Adds a mapping whose range is free."""
        index = bisect_right(self._items, mapping.start, key=lambda item: item.start)
        if (
            index < len(self._items)
            and _are_alike(mapping, self._items[index])
            and mapping.end == self._items[index].start
        ):
            mapping = mapping._replace(end=self._items.pop(index).end)
        if index and _are_alike(mapping, self._items[index - 1]) and self._items[index - 1].end == mapping.start:
            self._items[index - 1] = self._items[index - 1]._replace(end=mapping.end)
        else:
            self._items.insert(index, mapping)


def _are_alike(one: Mapping, other: Mapping) -> bool:
    return one.protection == other.protection and one.name == other.name
