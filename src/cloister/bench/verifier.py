"""How fast the verifier reads text, beside memcpy."""

import time
from collections.abc import Callable

from cloister.abi.layout import PAGE_SIZE
from cloister.bench.programs import CLOISTER
from cloister.bench.result import Pair, Result, summarise
from cloister.bench.sides import BenchError
from cloister.libos.elf import ElfProgram, read_elf
from cloister.toolchain.ports import port_path
from cloister.verifier import verify

RUNS = 9
REPEATS = 5
PROGRAM = "sqlite3"
"""The largest text among the ports: about a megabyte."""


class Verify:
    """MB/s of text accepted, on one core."""

    name = "verify"
    title = "the verifier's reading, beside memcpy"

    def results(self) -> list[Result]:
        program = read_elf(port_path(PROGRAM, CLOISTER).read_bytes())
        text = program.text.content + b"\xcc" * (-len(program.text.content) % PAGE_SIZE)
        pairs = [
            Pair(_rate(len(text), lambda: _check(program, text)), _rate(len(text), lambda: bytearray(text)))
            for _ in range(RUNS)
        ]
        return [summarise(self.name, "MB/s", pairs)]


def _check(program: ElfProgram, text: bytes) -> None:
    if not verify(text, program.text.start, program.rodata.content, program.rodata.start, program.entry).accepted:
        raise BenchError(f"the verifier refuses {PROGRAM}")


def _rate(size: int, action: Callable[[], object]) -> float:
    """MB/s of REPEATS actions on `size` bytes each."""
    started_ns = time.perf_counter_ns()
    for _ in range(REPEATS):
        action()
    return REPEATS * size * 1e3 / (time.perf_counter_ns() - started_ns)
