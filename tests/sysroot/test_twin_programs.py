"""Each program of programs/ prints the same as a SIP and as its native twin."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.c"))


@pytest.mark.parametrize("source", PROGRAMS, ids=lambda path: path.stem)
def test_a_sip_prints_what_its_native_twin_prints(
    source: Path, build: Callable[[str, Path], Path], runner: Path
) -> None:
    native, sip = build("linux", source), build("cloister", source)
    expected = subprocess.run([native], capture_output=True, text=True, timeout=60)
    actual = subprocess.run([runner, sip, sip], capture_output=True, text=True, timeout=60)
    assert expected.stdout
    assert (actual.stdout, actual.stderr, actual.returncode) == (expected.stdout, expected.stderr, expected.returncode)


def test_memory_functions_agree_with_plain_loops(build: Callable[[str, Path], Path]) -> None:
    program = build("linux", Path(__file__).parent / "programs/strings.c")
    assert subprocess.run([program], capture_output=True, text=True).stdout == "right\n"
