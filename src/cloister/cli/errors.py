"""How a command fails: one line on standard error and an exit status."""

from typing import NoReturn

import click


class CommandError(click.ClickException):
    """Ends the command with `status`; `main` prints `cloister: message`."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def fail(message: str, status: int = 1) -> NoReturn:
    raise CommandError(message, status)


def reason_of(error: OSError) -> str:
    """The system's words for an OSError, with the file it is about."""
    reason = (error.strerror or str(error)).lower()
    return f"{error.filename}: {reason}" if error.filename else reason
