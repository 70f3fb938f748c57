"""The native loop under ASan and UBSan, on random programs in buffers of exactly their size."""

import random
import struct
import subprocess
from pathlib import Path

from cloister.verifier.cache import automaton
from cloister.verifier.pseudo import PATTERNS

from .programs import LABEL, RODATA, random_walk

NATIVE = Path(__file__).parents[2] / "native/verifier"
SOURCES = [Path(__file__).with_name("fuzz_check.c"), NATIVE / "check.c"]
PROGRAMS = 30_000


def corpus(generator: random.Random) -> bytes:
    """Pseudo-instructions with random displacements, branches, single instructions, labels, terminators."""
    pieces = [LABEL, b"\xc3", b"\xcc", b"\x0f\x0b", b"\x90", b"\xeb\x00", b"\xe8\x00\x00\x00\x00"] * 60
    pieces += [random_walk(automaton(), generator, 1) for _ in range(400)]
    for pattern in generator.sample(PATTERNS, 50):
        fill = struct.pack("<I", RODATA + generator.choice([0, 0, 4, 8, 2, 64, 4096]))
        if pattern.name == "cfi_guard":
            fill = bytes([generator.randrange(30), 0, 0, 0])
        rest = iter(fill)
        pieces.append(bytes(next(rest) if element is None else element for element in pattern.elements))
    pieces += [b"\x75" + struct.pack("b", generator.randrange(-60, 60)) for _ in range(10)]
    pieces += [b"\xe9" + struct.pack("<i", generator.randrange(-400, 400)) for _ in range(10)]
    pieces += [b"\xb8" + LABEL, b"\xeb" + LABEL[:1]]
    return b"".join(bytes([len(piece)]) + piece.ljust(63, b"\0") for piece in pieces)


def test_native_loop_stays_inside_its_buffers_and_defined(tmp_path: Path) -> None:
    sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    program = tmp_path / "fuzz"
    flags = ["-std=gnu11", "-O1", "-g", "-Wall", "-Wextra", "-Werror", f"-I{NATIVE}"]
    subprocess.run(["gcc", *flags, *sanitizers, "-o", program, *SOURCES], check=True)
    (tmp_path / "table").write_bytes(automaton().encode())
    (tmp_path / "corpus").write_bytes(corpus(random.Random(1)))
    arguments = [str(tmp_path / "table"), str(tmp_path / "corpus"), str(PROGRAMS), "1"]
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = dict(part.split(":") for part in done.stdout.split())
    assert all(int(seen[str(code)]) > 0 for code in range(10)), f"codes 0 to 9 must all occur: {seen}"
