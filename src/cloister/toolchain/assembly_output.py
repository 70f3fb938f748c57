"""`-S`: gcc ends before an assembler runs, so its output is instrumented afterwards."""

import subprocess
import sys
from pathlib import Path

from cloister.toolchain.arguments import CommandLine
from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.instrument import instrument

_STANDARD_OUTPUT = ("-", "/dev/stdout")


def compile_to_assembly(gcc: str, arguments: list[str], line: CommandLine) -> int:
    """Runs gcc and instruments what it wrote. gcc's exit status, or 1."""
    is_piped = line.output in _STANDARD_OUTPUT
    done = subprocess.run([gcc, *arguments], stdout=subprocess.PIPE if is_piped else None, check=False)
    if done.returncode:
        return done.returncode
    try:
        if is_piped:
            text = done.stdout.decode("utf-8", "surrogateescape")
            sys.stdout.buffer.write(instrument(text, "{standard output}").encode("utf-8", "surrogateescape"))
        else:
            for path in _outputs(line):
                _instrument_file(path)
    except InstrumentError as error:
        sys.stderr.write(f"cloister-cc: {error}\n")
        return 1
    return 0


def _outputs(line: CommandLine) -> list[Path]:
    """The files gcc wrote."""
    if line.output:
        return [Path(line.output)]
    names = [Path(source).stem if source != "-" else "-" for source in line.sources]
    return [path for name in names if (path := Path(f"{name}.s")).exists()]


def _instrument_file(path: Path) -> None:
    if path.is_file():
        text = path.read_text("utf-8", "surrogateescape")
        path.write_text(instrument(text, str(path)), "utf-8", "surrogateescape")
