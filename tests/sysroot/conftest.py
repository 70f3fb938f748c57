"""Compilers of both flavours, and the runner that executes SIPs without the core."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cloister.abi.header import c_header
from cloister.toolchain.ports.compiler import compiler

HERE = Path(__file__).parent

Run = Callable[[Path], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program built from runner.c."""
    directory = tmp_path_factory.mktemp("runner")
    (directory / "layout.h").write_text(c_header())
    program = directory / "runner"
    flags = ["-O1", "-ffixed-r14", "-fcf-protection=none", "-fno-stack-protector", "-fpie", "-static-pie"]
    subprocess.run(["gcc", *flags, f"-I{directory}", HERE / "runner.c", "-o", program], check=True)
    return program


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], Path]:
    """build(flavour, source) -> program."""
    directory = tmp_path_factory.mktemp("programs")

    def build_one(flavour: str, source: Path) -> Path:
        program = directory / f"{source.stem}-{flavour}"
        compile_with = compiler(flavour, directory).path
        subprocess.run([compile_with, "-O2", "-fno-builtin", source, "-lm", "-o", program], check=True)
        return program

    return build_one
