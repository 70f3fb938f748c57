"""Builds tests/verifier/compiled/everything.c with the toolchain's passes, without libc and without the driver."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cloister.libos.elf import read_elf
from cloister.toolchain.flags import GCC_FLAGS
from cloister.toolchain.instrument import instrument
from cloister.toolchain.linker_script import linker_script

from .programs import padded

SOURCE = Path(__file__).parent / "compiled/everything.c"


@cache
def compiled(*flags: str) -> tuple[bytes, int, bytes, int, int]:
    """The arguments of `verify` for the program that gcc makes with `flags`."""
    with TemporaryDirectory() as name:
        return _compile(Path(name), flags)


def _compile(scratch: Path, flags: tuple[str, ...]) -> tuple[bytes, int, bytes, int, int]:
    gcc = ["gcc", *flags, "-w", "-ffreestanding", "-fno-math-errno", *GCC_FLAGS, "-S", str(SOURCE), "-o", "-"]
    assembly = subprocess.run(gcc, check=True, capture_output=True, text=True).stdout
    (scratch / "out.s").write_text(instrument(assembly, str(SOURCE)))
    (scratch / "script.ld").write_text(linker_script())
    subprocess.run(["as", "-o", "out.o", "out.s"], cwd=scratch, check=True)
    link = ["ld", "-static", "-T", "script.ld", "-z", "noexecstack", "-z", "separate-code", "--build-id=none"]
    subprocess.run([*link, "-o", "out", "out.o"], cwd=scratch, check=True)
    elf = read_elf((scratch / "out").read_bytes())
    rodata = padded(elf.rodata.content, b"\0")
    return padded(elf.text.content), elf.text.start, rodata, elf.rodata.start, elf.entry
