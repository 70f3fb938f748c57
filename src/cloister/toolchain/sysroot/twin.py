"""The native twin: the same musl, flags and substituted files, compiled by plain gcc.

Programs linked with it are the oracle of tests (same program, same output) and the Linux side of benchmarks.
`twin_path() / "bin/twin-gcc"` is gcc for static programs on it.
"""

import tempfile
from pathlib import Path

from .cache import build_once, digest
from .compile import compile_all, compile_native
from .library import install_headers, install_libraries, musl_jobs
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
        objects = Path(scratch) / "objects"
        library = musl_jobs(musl, musl.library_sources(), objects, ".o")
        startup = musl_jobs(musl, musl.startup_sources(), objects, ".o")
        compile_all("C library, native twin", compile_native, library + startup)
        install_headers(musl, directory / "include")
        install_libraries(directory / "lib", [job.result for job in library], [job.result for job in startup])
    driver = directory / "bin/twin-gcc"
    driver.parent.mkdir()
    driver.write_text(DRIVER)
    driver.chmod(0o755)
