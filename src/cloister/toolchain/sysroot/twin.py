"""The native twin: the same musl, flags and substituted files, compiled by plain gcc.

Programs linked with it are the oracle of tests (same program, same output) and the Linux side of benchmarks.
`twin_path() / "bin/twin-gcc"` is gcc for static programs on it.
"""

import tempfile
from pathlib import Path

from .cache import build_once, digest
from .compile import compile_native
from .library import build_musl
from .musl import Musl, musl_key

DRIVER = """#!/bin/sh
# gcc for static programs on the twin C library in this directory.
here=$(cd "$(dirname "$0")/.." && pwd)
exec gcc -fno-pie -nostdinc -isystem "$here/include" -isystem "$(gcc -print-file-name=include)" \\
	-B "$here/lib/" -L "$here/lib" -static -no-pie "$@"
"""


def twin_path() -> Path:
    """The twin sysroot (include/, lib/, bin/twin-gcc), built if missing. BuildError if it cannot be."""
    return build_once("twin", digest(Path(__file__), musl_key()), _build)


def _build(directory: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="cloister-musl-") as scratch:
        musl = Musl(Path(scratch) / "musl", instrumented=False)
        build_musl(musl, directory, "C library, native twin", compile_native)
    driver = directory / "bin/twin-gcc"
    driver.parent.mkdir()
    driver.write_text(DRIVER)
    driver.chmod(0o755)
