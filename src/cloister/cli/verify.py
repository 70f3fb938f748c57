"""`cloister verify`: the verifier's judgement on program files, without running them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cloister.cli.errors import reason_of

if TYPE_CHECKING:
    from cloister.libos.elf import ElfProgram
    from cloister.verifier import Refusal

TRAP = b"\xcc"
"""What the core fills the last page of text with."""


@click.command("verify")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N",
              help="Show at most N refusals a file.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="Only the exit status.")
def command(files: tuple[Path, ...], limit: int, quiet: bool) -> int:
    """Say whether the verifier accepts each FILE: rule and address of every refusal.

    An accepted program can neither read, write nor jump outside its own domain. Addresses are those that `objdump -d`
    shows.

    Exit status: 0 if all are accepted, 1 if any is refused or is not a program for Cloister.
    """
    accepted = [_judge(file, limit, quiet) for file in files]
    return int(not all(accepted))


def _judge(file: Path, limit: int, quiet: bool) -> bool:
    """Prints the verdict on one file; returns whether it is accepted."""
    from cloister.libos.elf import ElfError, read_elf

    try:
        program = read_elf(file.read_bytes())
    except OSError as error:
        return _complain(reason_of(error))
    except ElfError as error:
        return _complain(f"{file}: not a program of cloister-cc: {error}; build it with CC=cloister-cc")
    refusals = _refusals(program, limit)
    if not quiet:
        for refusal in refusals:
            click.echo(f"{file}: refused: {refusal}")
        if not refusals:
            click.echo(f"{file}: accepted, {len(program.text.content)} bytes of text")
    return not refusals


def _refusals(program: ElfProgram, limit: int) -> tuple[Refusal, ...]:
    from cloister.abi.layout import PAGE_SIZE
    from cloister.verifier import diagnose

    text = program.text.content
    text += TRAP * (-len(text) % PAGE_SIZE)
    return diagnose(text, program.text.start, program.rodata.content, program.rodata.start, program.entry, limit)


def _complain(line: str) -> bool:
    click.echo(f"cloister: {line}", err=True)
    return False
