"""`cloister verify` names rule and address of each refusal."""

from pathlib import Path

import pytest

from cloister.libos.elf import read_elf

from .conftest import Cli

SYSCALL = b"\x0f\x05"


@pytest.fixture
def forged(guest: Path, tmp_path: Path) -> Path:
    """The guest with a `syscall` instruction at its entry, behind the cfi_label."""
    content = guest.read_bytes()
    program = read_elf(content)
    entry = content.index(program.text.content[:64]) + program.entry - program.text.start + 4
    path = tmp_path / "forged"
    path.write_bytes(content[:entry] + SYSCALL + content[entry + 2 :])
    return path


def test_our_compilers_program_is_accepted(cli: Cli, guest: Path) -> None:
    said = cli("verify", guest)
    assert said.status == 0
    assert said.out.startswith(f"{guest}: accepted")


def test_a_forbidden_instruction_is_refused_with_its_address(cli: Cli, forged: Path) -> None:
    said = cli("verify", forged)
    assert said.status == 1
    assert f"{read_elf(forged.read_bytes()).entry + 4:#x}" in said.out
    assert said.out.startswith(f"{forged}: refused: ")


def test_quiet_prints_nothing_but_still_refuses(cli: Cli, forged: Path) -> None:
    said = cli("verify", "-q", forged)
    assert (said.status, said.out, said.err) == (1, "", "")


def test_one_refused_file_among_accepted_ones_is_status_1(cli: Cli, guest: Path, forged: Path) -> None:
    assert cli("verify", forged, guest).status == 1
    assert cli("verify", guest, guest).status == 0


@pytest.mark.parametrize("size", [0, 3, 63, 64, 200, 5000])
def test_a_truncated_program_is_one_line(cli: Cli, guest: Path, tmp_path: Path, size: int) -> None:
    path = tmp_path / "truncated"
    path.write_bytes(guest.read_bytes()[:size])
    said = cli("verify", path)
    assert said.status == 1
    assert said.err.startswith(f"cloister: {path}: ")
    assert said.err.count("\n") == 1


def test_a_native_program_is_told_to_be_rebuilt(cli: Cli) -> None:
    said = cli("verify", "/bin/true")
    assert said.status == 1
    assert "build it with CC=cloister-cc" in said.err


def test_a_missing_file_is_one_line(cli: Cli) -> None:
    assert cli("verify", "/no/such/file").err == "cloister: /no/such/file: no such file or directory\n"
