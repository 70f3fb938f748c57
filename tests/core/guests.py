"""Hand-written guests: assembly in, flat text out, as the loader would hand it to the core.

Each label that is entered (`entry`, handlers, longjmp targets) begins with endbr64. Gate entries are symbols GATE_*.
"""

import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cloister.abi import layout
from cloister.core import Core, Image

HERE = Path(__file__).parent

DATA_OFFSET = 0x1400000
"""Above text and rodata plus the gap of the main stack."""

STACK = DATA_OFFSET - 4096
"""A data stack pointer inside the gap."""


@dataclass(frozen=True)
class Program:
    """text begins at PROGRAM_BASE; `symbols` are slot offsets."""

    text: bytes
    symbols: dict[str, int]

    def image(self, core: Core, *, data: bytes = b"", bss: int = 65536) -> Image:
        """Approved without a verifier: these guests are trusted, or attacks that bypass it on purpose."""
        image = Image(
            core,
            text=self.text,
            text_offset=layout.PROGRAM_BASE,
            rodata=b"",
            rodata_offset=0,
            data=data,
            data_offset=DATA_OFFSET,
            data_end=DATA_OFFSET + len(data) + bss,
        )
        image.approve()
        return image


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@cache
def assemble(name: str) -> Program:
    """The program in tests/core/NAME.S."""
    with tempfile.TemporaryDirectory() as folder:
        objects, elf, flat = (str(Path(folder) / f"guest{suffix}") for suffix in (".o", ".elf", ".bin"))
        _run("gcc", "-c", str(HERE / f"{name}.S"), "-o", objects, f"-DDATA={DATA_OFFSET:#x}")
        gates = [f"--defsym=GATE_{gate}={layout.gate_entry(gate):#x}" for gate in layout.GATE_ENTRIES]
        _run("ld", "-e", "entry", f"-Ttext={layout.PROGRAM_BASE:#x}", *gates, objects, "-o", elf)
        _run("objcopy", "-O", "binary", "-j", ".text", elf, flat)
        rows = (line.split() for line in _run("nm", elf).splitlines())
        return Program(Path(flat).read_bytes(), {row[-1]: int(row[0], 16) for row in rows if len(row) == 3})
