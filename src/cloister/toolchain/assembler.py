"""The `as` that gcc calls: instruments its input and hands it to GNU as."""

import contextlib
import os
import re
import sys
from collections.abc import Sequence
from typing import Final

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.instrument import instrument

_WITH_VALUE: Final = frozenset(("-o", "-I", "-J", "--defsym", "--MD", "--debug-prefix-map"))
_SOURCE: Final = re.compile(r'^\t\.file\t"(.*)"$', re.MULTILINE)
_FUNCTION: Final = re.compile(r"^\t\.type\t(\S+), @function$", re.MULTILINE)
_ANSWERS: Final = frozenset(("--version", "--help", "-version", "--target-help"))


def main() -> None:
    """Exits with as's status, or 1 with one line on stderr."""
    sys.exit(assemble(sys.argv[1:]))


def assemble(arguments: Sequence[str]) -> int:
    """Runs GNU as on the instrumented input. Its exit status, or 1."""
    options, path = _split(arguments)
    command = [os.environ.get("CLOISTER_AS") or "as", *options]
    if path is None and not _ANSWERS.isdisjoint(arguments):
        return _run(command, b"")
    try:
        original = _read(path)
    except OSError as error:
        return _fail(f"{path}: {error.strerror}")
    name = path or "{standard input}"
    try:
        text = instrument(original, name)
    except InstrumentError as error:
        return _fail(_explained(error, name, original))
    return _run([*command, "-"], text.encode("utf-8", "surrogateescape"))


def _split(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """(options, input file); no input file is standard input."""
    options: list[str] = []
    path = None
    words = iter(arguments)
    for word in words:
        if word in _WITH_VALUE:
            options += [word, next(words, "")]
        elif word.startswith("-") and word != "-":
            options.append(word)
        elif word not in ("-", "--"):
            path = word
    return options, path


def _read(path: str | None) -> str:
    data = sys.stdin.buffer.read() if path is None else open(path, "rb").read()  # noqa: SIM115, PTH123 (fast start)
    return data.decode("utf-8", "surrogateescape")


def _explained(error: InstrumentError, path: str, text: str) -> str:
    """The error's line; for GCC's own code the C file and the function, not a line of its temporary file."""
    above = "\n".join(text.split("\n")[: error.line])
    source = _SOURCE.search(above)
    functions = _FUNCTION.findall(above)
    if error.path != path or not source or not functions or source[1] == os.path.basename(path):  # noqa: PTH119
        return str(error)
    return f"{source[1]}: in function {functions[-1]}: {error.message}"


def _run(command: list[str], data: bytes) -> int:
    """Runs a command with `data` as its input: subprocess is slow to import. Its exit status."""
    reader, writer = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, reader, 0), (os.POSIX_SPAWN_CLOSE, writer)]
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    os.close(reader)
    with open(writer, "wb") as pipe, contextlib.suppress(BrokenPipeError):  # noqa: PTH123
        pipe.write(data)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _fail(message: str) -> int:
    sys.stderr.write(f"cloister-cc: {message}\n")
    return 1
