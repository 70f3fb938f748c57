"""Builds a prepared musl into a sysroot directory: include/ and lib/."""

import shutil
from collections.abc import Callable
from pathlib import Path

from .compile import Job, archive, compile_all
from .headers import install_kernel_headers
from .musl import EMPTY_LIBRARIES, Musl


def build_musl(musl: Musl, directory: Path, title: str, compile_one: Callable[[Job], None]) -> None:
    """Fills `directory` with headers, libc.a, the start-up objects and the empty libraries."""
    musl.install_headers(directory / "include")
    install_kernel_headers(directory / "include")
    library = _jobs(musl, musl.library_sources())
    startup = _jobs(musl, musl.startup_sources())
    compile_all(title, compile_one, library + startup)
    lib = directory / "lib"
    archive(lib / "libc.a", [job.object for job in library])
    for job in startup:
        shutil.copy(job.object, lib / f"{job.source.stem}.o")
    for name in EMPTY_LIBRARIES:
        archive(lib / f"lib{name}.a", [])


def _jobs(musl: Musl, sources: list[Path]) -> list[Job]:
    """Objects keep the directory of their source: names repeat between directories."""
    jobs = []
    for source in sources:
        place = source.relative_to(musl.tree).with_suffix(".o")
        jobs.append(Job(source, musl.tree / "objects" / place, tuple(musl.flags(source))))
    return jobs
