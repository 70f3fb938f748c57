"""The sysroot for SIPs: musl and libgcc compiled by our own toolchain."""

import os
import shutil
import tempfile
from pathlib import Path

from .assembly import COMPILER, LIBRARY, STARTUP, assembly_path
from .cache import build_once, digest
from .compile import Job, archive, compile_all
from .instrumented import assemble_instrumented, instrumented_key
from .library import install_libraries


def sysroot_path() -> Path:
    """The sysroot (include/, lib/): $CLOISTER_SYSROOT where that is set, else built if missing. BuildError."""
    override = os.environ.get("CLOISTER_SYSROOT")
    if override:
        return Path(override)
    assembly = assembly_path()
    key = digest(assembly.name, instrumented_key(), Path(__file__), Path(__file__).with_name("library.py"))
    return build_once("sysroot", key, lambda directory: _build(assembly, directory))


def _build(assembly: Path, directory: Path) -> None:
    shutil.copytree(assembly / "include", directory / "include")
    with tempfile.TemporaryDirectory(prefix="cloister-objects-") as objects:
        parts = {part: _jobs(assembly, part, Path(objects)) for part in (LIBRARY, STARTUP, COMPILER)}
        compile_all(
            "C library for SIPs, instrumenting", assemble_instrumented, [job for jobs in parts.values() for job in jobs]
        )
        results = {part: [job.result for job in jobs] for part, jobs in parts.items()}
        lib = directory / "lib"
        install_libraries(lib, results[LIBRARY], results[STARTUP])
        archive(lib / "libgcc.a", results[COMPILER])


def _jobs(assembly: Path, part: str, objects: Path) -> list[Job]:
    sources = sorted((assembly / part).rglob("*.s"))
    return [Job(source, objects / source.relative_to(assembly).with_suffix(".o")) for source in sources]
