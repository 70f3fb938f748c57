"""How `cloister bench` shows results: a table for people, JSON lines for programs."""

import click
from rich.console import Console
from rich.status import Status
from rich.table import Table as RichTable

from cloister.bench.registry import Benchmark
from cloister.bench.result import Result


class JsonLines:
    """One object a line, as soon as it is known."""

    def begin(self, benchmark: Benchmark) -> None:
        """Nothing: standard output is for results."""

    def add(self, result: Result) -> None:
        click.echo(result.as_json())

    def end(self) -> None:
        """Nothing is pending."""


class Table:
    """A table at the end; on a terminal, the name of what is being measured until then."""

    def __init__(self) -> None:
        self._table = RichTable(box=None, pad_edge=False)
        for heading in ("name", "unit", "cloister", "linux", "ratio", "runs"):
            self._table.add_column(heading, justify="left" if heading in ("name", "unit") else "right")
        self._console = Console()
        self._status: Status | None = None

    def begin(self, benchmark: Benchmark) -> None:
        self._stop()
        if self._console.is_terminal:
            self._status = self._console.status(f"{benchmark.name}: {benchmark.title}")
            self._status.start()

    def add(self, result: Result) -> None:
        cells = (_shown(result.cloister), _shown(result.linux), f"{result.ratio:.3f}", str(result.runs))
        self._table.add_row(result.name, result.unit, *cells)

    def end(self) -> None:
        self._stop()
        if self._table.row_count:
            self._console.print(self._table)

    def _stop(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
