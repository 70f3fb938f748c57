"""Progress of a long build on standard error: a bar on a terminal, a plain line at begin and end elsewhere."""

import sys
import time
from types import TracebackType
from typing import Any, Self


def say(text: str) -> None:
    """One plain line on standard error."""
    print(f"cloister: {text}", file=sys.stderr, flush=True)


class Progress:
    """`with Progress("musl", 1300) as progress: ... progress.advance()`; without a total it shows no share."""

    def __init__(self, title: str, total: int | None = None) -> None:
        self._title = title
        self._total = total
        self._bar: Any = None
        self._started_s = 0.0

    def __enter__(self) -> Self:
        self._started_s = time.monotonic()
        if sys.stderr.isatty():
            self._bar = _bar()
        if self._bar is None:
            say(self._title + (f": {self._total} steps" if self._total else " ..."))
        else:
            self._bar.start()
            self._task = self._bar.add_task(self._title, total=self._total)
        return self

    def advance(self) -> None:
        if self._bar is not None:
            self._bar.advance(self._task)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        elif kind is None:
            say(f"{self._title}: done in {time.monotonic() - self._started_s:.0f} s")


def _bar() -> Any:
    """A rich progress bar on standard error, or None where rich is not installed: the toolchain works without it."""
    try:
        from rich.console import Console
        from rich.progress import Progress as RichProgress
    except ImportError:
        return None
    return RichProgress(console=Console(stderr=True), transient=True)
