"""What a benchmark found."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import geometric_mean, median
from typing import Final

RATE_UNITS: Final = ("MB/s", "SIPs")
"""Units of which more is better."""


@dataclass(frozen=True, slots=True)
class Result:
    """`cloister` and `linux` are medians of `runs` runs in `unit`; of `ratio` smaller is better, whatever the unit."""

    name: str
    unit: str
    cloister: float
    linux: float
    ratio: float
    runs: int

    def as_json(self) -> str:
        """One line."""
        return json.dumps({key: _rounded(value) for key, value in asdict(self).items()})


@dataclass(frozen=True, slots=True)
class Pair:
    """One run on either side, one right after the other."""

    cloister: float
    linux: float


def summarise(name: str, unit: str, pairs: Sequence[Pair]) -> Result:
    """Medians of both sides; the ratio is the median of the pairs' ratios, which the machine's drift touches least."""
    return Result(
        name,
        unit,
        median(pair.cloister for pair in pairs),
        median(pair.linux for pair in pairs),
        median(_ratio(unit, pair) for pair in pairs),
        len(pairs),
    )


def geometric(name: str, results: Sequence[Result]) -> Result:
    """The geometric mean over results of one unit."""
    return Result(
        name,
        results[0].unit,
        geometric_mean(result.cloister for result in results),
        geometric_mean(result.linux for result in results),
        geometric_mean(result.ratio for result in results),
        min(result.runs for result in results),
    )


def _ratio(unit: str, pair: Pair) -> float:
    return pair.linux / pair.cloister if unit in RATE_UNITS else pair.cloister / pair.linux


def _rounded(value: object) -> object:
    """Four significant digits are more than any of these measurements has."""
    return float(f"{value:.4g}") if isinstance(value, float) else value
