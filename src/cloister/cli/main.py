"""`cloister COMMAND …`: finds the command's file and turns every failure into one line.

Commands are imported when they are used, so that `cloister run` does not pay for the others.
"""

import os
import sys
from importlib import import_module
from typing import Final

import click

from cloister import __version__
from cloister.cli.errors import CommandError
from cloister.cli.streams import reserve_standard_descriptors

COMMANDS: Final = ("run", "cc", "verify", "rootfs", "bench", "doctor", "cache", "completion")
"""In the order in which --help shows them. Command NAME is `command` of `cloister.cli.NAME`."""

USAGE_STATUS: Final = 2
INTERRUPTED_STATUS: Final = 130


class Commands(click.Group):
    """A group whose commands are files of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"cloister.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cloister", message="%(prog)s %(version)s")
def cloister() -> None:
    """Run many mutually distrusting UNIX processes inside one address space.

    Programs are built by `cloister cc`, and a verifier proves their code unable to leave its own domain. `cloister run`
    starts them; each process they fork or spawn is isolated from all others, though all live in one Linux process.

    \b
      cloister cc -O2 hello.c -o hello
      cloister run ./hello
      cloister rootfs root && cloister run --root root /bin/sh -c 'ls | wc -l'

    `cloister COMMAND --help` describes a command. Exit status: that of the program for `run`; else 0 if all went well,
    1 for a failure, 2 for wrong usage.
    """


def main(arguments: list[str] | None = None) -> None:
    """The entry point. Exits; never returns."""
    reserve_standard_descriptors()
    try:
        result = cloister.main(arguments, prog_name="cloister", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
        sys.exit(result if isinstance(result, int) else 0)
    except click.UsageError as error:
        sys.exit(_usage(error))
    except click.ClickException as error:
        click.echo(f"cloister: {error.format_message()}", err=True)
        sys.exit(error.status if isinstance(error, CommandError) else error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED_STATUS)
    except BrokenPipeError:
        # The reader of our output has gone: say nothing, and keep the interpreter's last flush from failing, too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _usage(error: click.UsageError) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return USAGE_STATUS
    path = error.ctx.command_path if error.ctx else "cloister"
    message = error.format_message().rstrip(".").replace("\n", " ")
    click.echo(f"cloister: {message[:1].lower()}{message[1:]} (see '{path} --help')", err=True)
    return USAGE_STATUS


if __name__ == "__main__":
    main()
