"""Compiles many files at once, natively or through the instrumenter, and puts objects into archives."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .errors import run
from .progress import Progress

MAX_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Job:
    """One source file: `flags` are gcc's arguments without input and output."""

    source: Path
    result: Path
    flags: tuple[str, ...] = ()


def compile_native(job: Job) -> None:
    """By plain gcc."""
    run(["gcc", *job.flags, "-fno-pie", "-c", job.source, "-o", job.result], f"compiling {job.source.name}")


def compile_all(title: str, compile_one: Callable[[Job], None], jobs: Sequence[Job]) -> None:
    """Runs `compile_one` (a module-level function) on all jobs, in parallel. BuildError of the first that fails."""
    for directory in {job.result.parent for job in jobs}:
        directory.mkdir(parents=True, exist_ok=True)
    workers = min(os.cpu_count() or 1, MAX_WORKERS)
    with (
        Progress(title, len(jobs)) as progress,
        ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool,
    ):
        try:
            for _ in pool.map(compile_one, jobs, chunksize=4):
                progress.advance()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def archive(path: Path, objects: Sequence[Path]) -> None:
    """Writes a static library; the argument list goes through a response file, it is too long for a command line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = "\n".join(str(item) for item in objects)
    response = path.with_suffix(".objects")
    response.write_text(names)
    run(["ar", "rcsD", path, f"@{response}"], f"writing {path.name}")
    response.unlink()
