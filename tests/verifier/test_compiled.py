"""What GCC emits, instrumented by the toolchain, is accepted at every optimisation level and instruction set."""

import subprocess
from pathlib import Path

import pytest
from programs import padded

from cloister.libos.elf import read_elf
from cloister.toolchain.flags import GCC_FLAGS
from cloister.toolchain.instrument import instrument
from cloister.toolchain.linker_script import linker_script
from cloister.verifier import diagnose, verify

SOURCE = Path(__file__).parent / "compiled/everything.c"


@pytest.mark.parametrize("level", ["-O0", "-O1", "-O2", "-O3", "-Os"])
@pytest.mark.parametrize("machine", ["-msse4.2", "-march=haswell"])
def test_compiled_program_is_accepted(level: str, machine: str, tmp_path: Path) -> None:
    compile_ = [
        "gcc",
        level,
        machine,
        "-w",
        "-ffreestanding",
        "-fno-math-errno",
        *GCC_FLAGS,
        "-S",
        str(SOURCE),
        "-o",
        "-",
    ]
    assembly = subprocess.run(compile_, check=True, capture_output=True, text=True).stdout
    (tmp_path / "out.s").write_text(instrument(assembly, str(SOURCE)))
    (tmp_path / "script.ld").write_text(linker_script())
    subprocess.run(["as", "-o", "out.o", "out.s"], cwd=tmp_path, check=True)
    link = ["ld", "-static", "-T", "script.ld", "-z", "noexecstack", "-z", "separate-code", "--build-id=none"]
    subprocess.run([*link, "-o", "out", "out.o"], cwd=tmp_path, check=True)
    elf = read_elf((tmp_path / "out").read_bytes())
    rodata = padded(elf.rodata.content, b"\0")
    program = (padded(elf.text.content), elf.text.start, rodata, elf.rodata.start, elf.entry)
    assert diagnose(*program) == ()
    assert verify(*program).accepted
