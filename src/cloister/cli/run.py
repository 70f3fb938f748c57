"""`cloister run`: a program and all its descendants in one enclave."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from cloister.cli.errors import fail, reason_of
from cloister.cli.streams import guest_streams

NOT_FOUND_STATUS = 127
NOT_EXECUTABLE_STATUS = 126
TIMEOUT_STATUS = 124
PASSED_ON = ("TERM", "LANG", "TZ", "COLUMNS", "LINES")
"""Variables of the caller's environment that programs see; the rest stays outside unless --env names it."""


class Size(click.ParamType[int]):
    """A positive number of bytes with an optional suffix K, M or G (powers of 1024)."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(r"([1-9][0-9]*)([KMG]?)", str(value), re.IGNORECASE)
        if not match:
            self.fail(f"{value!r} is not a size such as 4096, 64M or 2G", param, ctx)
        return int(match[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[match[2].upper()]


@click.command("run", context_settings={"allow_interspersed_args": False})
@click.option("--root", type=click.Path(path_type=Path), metavar="DIR",
              help="Show DIR, read-only below a layer in memory, as the root directory. "
                   "Without it the root is empty but for PROG, which is then a file of this machine.")  # fmt: skip
@click.option("--env", "-e", "variables", multiple=True, metavar="K=V",
              help="Set a variable; K alone passes the caller's value on. May be repeated.")  # fmt: skip
@click.option("--workdir", default="/", metavar="DIR", help="Working directory inside the root. Default: /.")
@click.option("--strace", is_flag=True, help="Show every syscall, signal and exit on standard error.")
@click.option("--summary", is_flag=True, help="At the end, say on standard error what lived and what it cost.")
@click.option("--verbose", "-v", is_flag=True, help="Report unsupported syscalls and refused programs as they happen.")
@click.option("--memory", type=Size(), metavar="SIZE", help="Limit of all processes together, e.g. 512M.")
@click.option("--pids", type=click.IntRange(1), metavar="N", help="Limit of processes at once.")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
              help=f"Kill everything after that time; the exit status is then {TIMEOUT_STATUS}.")  # fmt: skip
@click.argument("prog")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def command(
    root: Path | None, variables: tuple[str, ...], workdir: str, strace: bool, summary: bool, verbose: bool,
    memory: int | None, pids: int | None, timeout: float | None, prog: str, args: tuple[str, ...],
) -> int:  # fmt: skip
    """Run PROG with ARGS as a SIP; every process it makes is another one, isolated from all others.

    Options end at PROG: what follows goes to the program. It gets this command's standard input, output and error, and
    signals such as Ctrl-C. Nothing else is printed.

    \b
    Exit status: the program's own; 128+N if signal N killed it; 124 after --timeout;
    126 if PROG cannot be executed, 127 if it is not found; 1 if the enclave cannot start.

    \b
      cloister run ./hello
      cloister run --root build/rootfs /bin/sh -c 'sort /etc/passwd | head -1'
      cloister run --summary --pids 20 --root build/rootfs sh script.sh
    """
    from cloister.system import StartError, System

    _check_root(root)
    environ = _environ(variables)
    program = None if root else _read_program(prog)
    report = _say if verbose or strace else _say_if_bug
    try:
        with System(
            root=root, streams=guest_streams(), memory_size=memory, process_count=pids, report=report
        ) as system:
            if program is not None:
                system.install(os.fsencode(os.path.normpath(f"/{prog}")), program)
            if strace:
                system.trace(_say)
            done = system.run(
                [os.fsencode(word) for word in (prog, *args)],
                environ,
                working_directory=os.fsencode(workdir),
                timeout_s=timeout,
                forwards_signals=True,
            )
            if summary:
                _show_summary(system.summary())
    except StartError as error:
        fail(str(error), error.status)
    except MemoryError:
        fail("not enough address space or memory for an enclave; `cloister doctor` says more")
    except OSError as error:
        fail(reason_of(error))
    return TIMEOUT_STATUS if done.timed_out else done.status


def _environ(variables: Sequence[str]) -> Mapping[bytes, bytes]:
    from cloister.system import DEFAULT_PATH

    environ = {b"PATH": DEFAULT_PATH, b"HOME": b"/root"}
    environ.update({os.fsencode(name): os.environb[os.fsencode(name)] for name in PASSED_ON if name in os.environ})
    for variable in variables:
        name, separator, value = variable.partition("=")
        if not name:
            raise click.BadParameter(f"{variable!r} names no variable", param_hint="'--env'")
        if separator:
            environ[os.fsencode(name)] = os.fsencode(value)
        elif name in os.environ:
            environ[os.fsencode(name)] = os.fsencode(os.environ[name])
    return environ


def _check_root(root: Path | None) -> None:
    if root is not None and not root.is_dir():
        fail(f"{root}: {'not a directory' if root.exists() else 'no such directory'}")


def _read_program(prog: str) -> bytes:
    """The host's file that PROG names when there is no root."""
    if "/" not in prog:
        fail(f"{prog}: not found (without --root, name a file of this machine: ./{prog})", NOT_FOUND_STATUS)
    try:
        return Path(prog).read_bytes()
    except FileNotFoundError:
        fail(f"{prog}: not found", NOT_FOUND_STATUS)
    except OSError as error:
        fail(reason_of(error), NOT_EXECUTABLE_STATUS)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _say_if_bug(line: str) -> None:
    """A mistake of ours is not the program's business to report."""
    if line.startswith("bug in the LibOS"):
        _say(f"cloister: {line}")


def _show_summary(summary: Any) -> None:
    """`summary` is a `system.Summary`."""
    _say(f"cloister: {summary.processes} SIPs lived, {summary.processes_at_once} at once")
    _say(f"cloister: {summary.syscalls_native} syscalls answered in C, {summary.syscalls_python} in Python")
    _say(
        f"cloister: {summary.switches} switches, {summary.faults} faults, {summary.programs_verified} programs verified"
    )
    for name, count in sorted(summary.unknown_syscalls.items()):
        _say(f"cloister: {name} is not supported (asked for {count} times)")
