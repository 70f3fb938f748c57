"""All benchmarks by name."""

from typing import Final, Protocol

from cloister.bench.micro import MICROS
from cloister.bench.result import Result
from cloister.bench.sfi import Sfi
from cloister.bench.verifier import Verify


class Benchmark(Protocol):
    """`results()` builds what it needs, measures within 45 s and raises BenchError or BuildError."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    def results(self) -> list[Result]: ...


BENCHMARKS: Final[dict[str, Benchmark]] = {
    benchmark.name: benchmark for benchmark in (*MICROS[:-1], Sfi(), Verify(), MICROS[-1])
}
