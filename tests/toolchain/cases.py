"""Cases of the passes: files `input >>> output` in cases/PASS/."""

from pathlib import Path

from cloister.toolchain.instrument import PASSES
from cloister.toolchain.reader import read

FOLDER = Path(__file__).parent / "cases"
BY_NAME = {run.__name__: run for run in PASSES}


def run_pass(name: str, text: str) -> str:
    """The text after one pass, printed without the header."""
    unit = read(text, "case.s")
    BY_NAME[name](unit)
    return "".join(statement.print() + "\n" for statement in unit.statements)
