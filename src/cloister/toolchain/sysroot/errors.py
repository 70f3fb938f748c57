"""What goes wrong while building: one clear line for the user."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class BuildError(Exception):
    """The message is one line, made for the user; `log` holds the tool's output, which may be long."""

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(message)
        self.log = log


def run(
    argv: Sequence[str | Path],
    what: str,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
) -> str:
    """Runs a tool to its end and returns its standard output. BuildError: `what` and the tool's reason if it fails."""
    words = [str(word) for word in argv]
    try:
        done = subprocess.run(words, cwd=cwd, env=env, input=stdin, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        raise BuildError(f"{what}: {words[0]} is not installed") from None
    if done.returncode != 0:
        log = done.stdout + done.stderr
        raise BuildError(f"{what}: {words[0]} failed: {_reason(done.stderr or done.stdout)}", log)
    return done.stdout


def _reason(text: str) -> str:
    """The line of a tool's output that says most: the first error, else the last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or line.startswith(("E: ", "Error:"))]
    return (errors or lines[-1:] or ["no message"])[0]
