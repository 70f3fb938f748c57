"""What cloister-cc makes of real C, the verifier accepts: at every level, with vectors, with debug information."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from cloister.verifier import diagnose

ORACLE = Path(__file__).parents[1] / "oracle"
SOURCES = (
    "algorithms",
    "alloca_vla",
    "computed_goto",
    "function_pointers",
    "setjmp_longjmp",
    "switches",
    "tls",
    "varargs",
)
FLAGS = (
    "-O0",
    "-O1 -fno-jump-tables -funroll-all-loops",
    "-O2",
    "-Os",
    "-O3 -march=haswell",
    "-O2 -g -flto -fPIC",
    "-O2 -fno-omit-frame-pointer -mstackrealign -fstack-protector-all -fno-asynchronous-unwind-tables",
)


def refusals(program: Path) -> list[str]:
    with program.open("rb") as file:
        elf = ELFFile(file)
        loads = [segment for segment in elf.iter_segments() if segment["p_type"] == "PT_LOAD"]
        text, rodata = loads[0].data(), loads[1].data()
        padded = text + b"\xcc" * (-len(text) % 4096)
        found = diagnose(padded, loads[0]["p_vaddr"], rodata, loads[1]["p_vaddr"], elf.header["e_entry"])
    return [str(refusal) for refusal in found]


@pytest.mark.parametrize("flags", FLAGS)
def test_verifier_accepts_programs_built_with(flags: str, tmp_path: Path) -> None:
    for name in SOURCES:
        program = tmp_path / name
        command = [sys.executable, "-m", "cloister.toolchain.driver", "-w", *flags.split(), ORACLE / f"{name}.c"]
        done = subprocess.run([*command, "-o", program, "-lm"], capture_output=True, text=True, env=os.environ)
        assert done.returncode == 0, done.stderr
        assert refusals(program) == [], name
