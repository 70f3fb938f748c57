"""Compiles the benchmark programs, once for each side."""

import tempfile
from pathlib import Path

from cloister.toolchain.ports.compiler import CLOISTER, LINUX, compiler
from cloister.toolchain.sysroot.cache import build_once, digest
from cloister.toolchain.sysroot.errors import run

GUESTS = Path(__file__).parent / "guests"
FLAGS = ("-O2", "-Wall")


def guest(name: str, side: str) -> Path:
    """The program of guests/NAME.c for a side, CLOISTER or LINUX; built on first use. BuildError."""
    source = GUESTS / f"{name}.c"
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as scratch:
        chosen = compiler(side, Path(scratch))

        def build(directory: Path) -> None:
            run([str(chosen.path), *FLAGS, str(source), "-o", str(directory / name)], f"compiling {source.name}")

        key = digest(chosen.key, source, GUESTS / "bench.h", *FLAGS)
        return build_once(f"bench/{name}-{side}", key, build) / name


__all__ = ["CLOISTER", "LINUX", "guest"]
