"""Puts a C library together in a sysroot directory: include/ and lib/."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from .compile import Job, archive
from .headers import install_kernel_headers
from .musl import EMPTY_LIBRARIES, Musl


def install_headers(musl: Musl, include: Path) -> None:
    """musl's and the kernel's headers."""
    musl.install_headers(include)
    install_kernel_headers(include)


def musl_jobs(musl: Musl, sources: Sequence[Path], results: Path, suffix: str) -> list[Job]:
    """Results keep the directory of their source: names repeat between directories."""
    jobs = []
    for source in sources:
        place = source.relative_to(musl.tree).with_suffix(suffix)
        jobs.append(Job(source, results / place, tuple(musl.flags(source))))
    return jobs


def install_libraries(lib: Path, library: Sequence[Path], startup: Sequence[Path]) -> None:
    """libc.a from the objects `library`, the start-up objects, and the empty libraries."""
    archive(lib / "libc.a", library)
    for path in startup:
        shutil.copy(path, lib / path.name)
    for name in EMPTY_LIBRARIES:
        archive(lib / f"lib{name}.a", [])
