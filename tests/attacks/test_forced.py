"""Every program in forced/ is refused by the verifier; forced past it, its fault stays the fault of one SIP."""

import math
import subprocess
import sys
from pathlib import Path

import pytest

from cloister.abi import layout
from cloister.verifier import verify
from harness import Guest

HERE = Path(__file__).parent
ATTACKS = [Guest(source) for source in sorted((HERE / "forced").glob("*.S"))]
ACCEPTED = {"divide", "ud2", "int3"}
"""What needs no forcing: faults that any program may have."""

FLOATS = f"{math.sqrt(2.0)} {math.inf} {0.1 + 0.2} {0.0} 2"


def assemble(source: Path, folder: Path) -> Path:
    """Flat text of a program that starts at its first byte."""
    objects, elf, flat = (folder / f"{source.stem}{suffix}" for suffix in (".o", ".elf", ".bin"))
    gates = [f"--defsym=GATE_{name}={layout.gate_entry(name):#x}" for name in layout.GATE_ENTRIES]
    subprocess.run(["gcc", "-c", source, "-o", objects], check=True)
    subprocess.run(["ld", "-e", "entry", f"-Ttext={layout.PROGRAM_BASE:#x}", *gates, objects, "-o", elf], check=True)
    subprocess.run(["objcopy", "-O", "binary", "-j", ".text", elf, flat], check=True)
    return flat


def is_accepted(flat: Path) -> bool:
    text = flat.read_bytes()
    padded = text + b"\xcc" * (-len(text) % layout.PAGE_SIZE)
    return verify(padded, layout.PROGRAM_BASE, b"", layout.PROGRAM_BASE + len(padded), layout.PROGRAM_BASE).accepted


@pytest.fixture(scope="module")
def neighbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return assemble(HERE / "computing.S", tmp_path_factory.mktemp("neighbour"))


def test_the_neighbour_is_accepted(neighbour: Path) -> None:
    assert is_accepted(neighbour)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_and_forced_past_the_verifier_harms_itself_alone(
    attack: Guest, neighbour: Path, tmp_path: Path
) -> None:
    flat = assemble(attack.source, tmp_path)
    assert is_accepted(flat) == (attack.name in ACCEPTED)
    done = subprocess.run(
        [sys.executable, HERE / "forced_run.py", flat, neighbour],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    right = f"exit {(sum_of_first(5_000_000) + 5_000_000) & 0xFF}"
    assert (done.stdout.splitlines(), done.stderr, done.returncode) == (
        [right, attack.directive("ends-by"), right, FLOATS],
        "",
        0,
    )


def sum_of_first(count: int) -> int:
    return count * (count + 1) // 2
