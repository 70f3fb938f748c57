"""The sysroot for SIPs: musl and libgcc compiled by our own toolchain."""

import tempfile
from pathlib import Path

from cloister.abi.header import c_header

from .cache import build_once, digest
from .compile import archive, compile_all
from .instrumented import compile_instrumented, instrumented_key
from .libgcc import OURS as LIBGCC
from .libgcc import libgcc_jobs
from .library import build_musl
from .musl import OVERLAY, Musl, musl_key

LAYOUT_HEADER = "obj/src/internal/cloister_layout.h"


def sysroot_path() -> Path:
    """The sysroot (include/, lib/), built if missing. BuildError if it cannot be."""
    recipes = [Path(__file__), Path(__file__).with_name("libgcc.py"), OVERLAY / "cloister", LIBGCC]
    return build_once("sysroot", digest(musl_key(), instrumented_key(), *recipes), _build)


def _build(directory: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="cloister-musl-") as scratch:
        musl = Musl(Path(scratch) / "musl", instrumented=True)
        (musl.tree / LAYOUT_HEADER).write_text(c_header())
        build_musl(musl, directory, "C library for SIPs", compile_instrumented)
        _build_libgcc(directory, Path(scratch) / "libgcc")


def _build_libgcc(directory: Path, objects: Path) -> None:
    jobs = libgcc_jobs(directory / "include", objects)
    compile_all("libgcc for SIPs", compile_instrumented, jobs)
    archive(directory / "lib/libgcc.a", [job.object for job in jobs])
