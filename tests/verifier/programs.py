"""Makes programs for the verifier out of assembly cases, raw bytes and random walks."""

import random
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cloister.abi import layout
from cloister.verifier import Refusal, Verdict, diagnose, verify
from cloister.verifier.automaton import REJECT, Automaton

TEXT = layout.PROGRAM_BASE
RODATA = 0x800000
PAGE = layout.PAGE_SIZE
LABEL = layout.CFI_LABEL


@dataclass(frozen=True)
class Case:
    """One block of a case file."""

    file: str
    number: int
    source: str

    @property
    def rule(self) -> str:
        return self.file.split(".")[0]

    def __str__(self) -> str:
        return f"{self.file}-{self.number}: {' ; '.join(self.source.split(chr(10)))}"[:100]


def cases_of(path: Path) -> list[Case]:
    """The blocks of a case file: separated by blank lines, or by being one line behind `each:`."""
    blocks = [block for block in path.read_text().split("\n\n") if block.strip()]
    sources: list[str] = []
    for block in blocks:
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        if lines and lines[0] == "each:":
            sources += lines[1:]
        elif lines:
            sources.append("\n".join(lines))
    return [Case(path.name, i, source) for i, source in enumerate(sources)]


@cache
def pages_of(path: Path, scratch: Path) -> tuple[bytes, bytes]:
    """Text and read-only data of a case file: each case begins a page with a label, the rest is CC."""
    gates = [f".set GATE_{name}, {layout.gate_entry(name):#x}" for name in layout.GATE_ENTRIES]
    lines = [*gates, f".set SELF, {layout.SELF:#x}"]
    for case in cases_of(path):
        head = "" if "bare:" in case.source else "endbr64"
        body = case.source.replace("bare:", "")
        lines += [".text", f"case_{case.number}:", head, body, ".text", ".p2align 12, 0xcc"]
    (scratch / "cases.s").write_text("\n".join(lines) + "\n")
    _run(scratch, "as", "-o", "cases.o", "cases.s")
    addresses = [f"-Ttext={TEXT:#x}", f"--section-start=.rodata={RODATA:#x}", "-e", f"{TEXT:#x}"]
    _run(scratch, "ld", "-static", *addresses, "-o", "cases", "cases.o")
    return _section(scratch, ".text"), _section(scratch, ".rodata")


def _section(scratch: Path, name: str) -> bytes:
    output = scratch / "section.bin"
    output.write_bytes(b"")
    _run(scratch, "objcopy", "-O", "binary", "-j", name, "cases", "section.bin")
    return output.read_bytes()


def _run(scratch: Path, *command: str) -> None:
    subprocess.run(command, cwd=scratch, check=True, capture_output=True)


def padded(code: bytes, fill: bytes = b"\xcc") -> bytes:
    """Whole pages."""
    return code + fill * (-len(code) % PAGE)


def verdict_of(code: bytes, rodata: bytes = b"", *, text_offset: int = TEXT, entry: int | None = None) -> Verdict:
    """The verdict on `code`, filled up with CC."""
    return verify(padded(code), text_offset, rodata, RODATA, text_offset if entry is None else entry)


def refusals_of(code: bytes, rodata: bytes = b"", *, text_offset: int = TEXT) -> tuple[Refusal, ...]:
    """All that `diagnose` says about `code`, filled up with CC."""
    return diagnose(padded(code), text_offset, rodata, RODATA, text_offset)


def random_walk(table: Automaton, generator: random.Random, size: int) -> bytes:
    """Bytes that the table does not reject, the last of which ends an instruction; about `size` of them."""
    following = memoryview(table.next).cast("H")
    state, code = table.initial, bytearray()
    whole = (state, 0)  # to go back to when prefixes have led where no opcode follows
    while len(code) < size or state >= table.inside_start:
        row = following[state * 256 : state * 256 + 256]
        choices = [byte for byte in range(256) if row[byte] != REJECT]
        if not choices:
            state = whole[0]
            del code[whole[1] :]
            continue
        code.append(generator.choice(choices))
        state = row[code[-1]]
        if state < table.inside_start:
            whole = (state, len(code))
    return bytes(code)
