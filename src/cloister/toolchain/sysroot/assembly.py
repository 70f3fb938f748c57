"""The first half of the sysroot for SIPs: musl and libgcc as GCC's assembly, not yet instrumented.

Kept by itself in the cache, because it does not depend on the instrumenter: who works on that waits for the second
half only.
"""

import tempfile
from pathlib import Path

from cloister.abi.header import c_header
from cloister.toolchain.flags import GCC_FLAGS
from cloister.toolchain.instrument import MARK

from .cache import build_once, digest
from .compile import Job, compile_all
from .errors import run
from .libgcc import OURS as LIBGCC
from .libgcc import libgcc_jobs
from .library import install_headers, musl_jobs
from .musl import OVERLAY, Musl, musl_key

LAYOUT_HEADER = "obj/src/internal/cloister_layout.h"

LIBRARY, STARTUP, COMPILER = "library", "startup", "libgcc"
"""Directories of the result, beside include/."""


def assembly_path() -> Path:
    """Directory with include/, and the assembly of libc.a, of the start-up files and of libgcc.a. BuildError."""
    recipes = [Path(__file__), Path(__file__).with_name("libgcc.py"), OVERLAY / "cloister", LIBGCC]
    return build_once("assembly", digest(musl_key(), " ".join(GCC_FLAGS), MARK, c_header(), *recipes), _build)


def _build(directory: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="cloister-musl-") as scratch:
        musl = Musl(Path(scratch) / "musl", instrumented=True)
        (musl.tree / LAYOUT_HEADER).write_text(c_header())
        include = directory / "include"
        install_headers(musl, include)
        jobs = musl_jobs(musl, musl.library_sources(), directory / LIBRARY, ".s")
        jobs += musl_jobs(musl, musl.startup_sources(), directory / STARTUP, ".s")
        jobs += libgcc_jobs(include, directory / COMPILER, ".s")
        compile_all("C library for SIPs, compiling", _compile_to_assembly, jobs)


def _compile_to_assembly(job: Job) -> None:
    """`.S` files are ours and in their final form: they get the mark that the instrumenter leaves alone."""
    if job.source.suffix == ".S":
        text = run(["gcc", *job.flags, "-E", job.source], f"preprocessing {job.source.name}")
        job.result.write_text(f"{MARK}\n{text}")
    else:
        command: list[str | Path] = ["gcc", *job.flags, *GCC_FLAGS, "-S", job.source, "-o", job.result]
        run(command, f"compiling {job.source.name}")
