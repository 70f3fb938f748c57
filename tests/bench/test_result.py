"""Ratios: smaller is better, for times and for rates."""

import json

import pytest

from cloister.bench.result import Pair, geometric, summarise


def test_a_time_is_compared_as_cloister_by_linux() -> None:
    result = summarise("x", "ns", [Pair(10, 100), Pair(20, 100), Pair(90, 100)])
    assert (result.cloister, result.linux, result.ratio, result.runs) == (20, 100, 0.2, 3)


def test_a_rate_is_compared_as_linux_by_cloister() -> None:
    assert summarise("x", "MB/s", [Pair(400, 100)]).ratio == 0.25


def test_the_geometric_mean_is_of_the_ratios() -> None:
    results = [summarise("a", "s", [Pair(1, 1)]), summarise("b", "s", [Pair(4, 1)])]
    assert geometric("all", results).ratio == pytest.approx(2)


def test_json_has_exactly_the_promised_fields() -> None:
    line = summarise("x", "ns", [Pair(1.23456, 2)]).as_json()
    assert json.loads(line) == {"name": "x", "unit": "ns", "cloister": 1.235, "linux": 2, "ratio": 0.6173, "runs": 1}
    assert "\n" not in line
