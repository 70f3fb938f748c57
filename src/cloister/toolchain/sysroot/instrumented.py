"""Instruments and assembles one file of the sysroot in this process: a Python start per file would cost minutes."""

from pathlib import Path

from cloister.abi.header import c_header
from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.instrument import instrument

from .cache import digest
from .compile import Job
from .errors import BuildError, run

TOOLCHAIN = Path(__file__).parents[1]

DRIVER = ("arguments", "assembler", "assembly_output", "driver", "linker_script", "locate", "workspace")
"""Modules that the sysroot does not depend on."""


def assemble_instrumented(job: Job) -> None:
    """From GCC's assembly to an object."""
    name = job.source.name
    try:
        final = instrument(job.source.read_text(encoding="utf-8", errors="surrogateescape"), str(job.source))
    except InstrumentError as error:
        raise BuildError(f"instrumenting {name}: {error}") from error
    run(["as", "--64", "--noexecstack", "-o", job.result, "-"], f"assembling {name}", stdin=final)


def instrumented_key() -> str:
    """A hash of what decides how assembly is instrumented: the toolchain's code but for its driver, and the layout."""
    sources = (path for path in TOOLCHAIN.glob("*.py") if path.stem not in DRIVER)
    return digest(c_header(), *sorted(sources), *sorted(TOOLCHAIN.glob("passes/*.py")))


def driver_key() -> str:
    """A hash of the compiler driver and the linker script: they decide how programs are built, not the sysroot."""
    return digest(*(TOOLCHAIN / f"{name}.py" for name in DRIVER))
