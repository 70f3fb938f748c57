"""`cloister bench`: Cloister and Linux side by side."""

from typing import Final

import click

from cloister.cli.errors import fail

NAMES: Final = (
    "syscall-native", "syscall-python", "switch", "pipe-4k", "spawn", "fork-100k", "fork-1m", "sfi", "verify", "alive",
)  # fmt: skip
"""As `cloister.bench.registry` has them; here again because --help and completion must not import what measures."""


@click.command("bench")
@click.argument("names", nargs=-1, type=click.Choice(NAMES), metavar="[NAME]…")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line instead of a table.")
def command(names: tuple[str, ...], as_json: bool) -> None:
    """Measure the benchmarks NAME… (default: all), both sides alternating on one core.

    \b
    syscall-native  getppid answered in C           fork-100k  fork+exit+wait, 100 KB dirty
    syscall-python  getppid answered in Python      fork-1m    fork+exit+wait, 1 MB dirty
    switch          from process to process         sfi        CPU time of real programs
    pipe-4k         pipe, chunks of 4 KiB           verify     the verifier, beside memcpy
    spawn           posix_spawn+exit+wait           alive      1,000 processes at once

    The Linux side is the same source, built by gcc against the same libc, static. `ratio` is cloister/linux for times
    and linux/cloister for rates: smaller is better. Each benchmark ends within 45 s once its programs are built.
    """
    from cloister.bench.registry import BENCHMARKS
    from cloister.bench.sides import BenchError
    from cloister.cli.bench_table import JsonLines, Table
    from cloister.toolchain.sysroot.errors import BuildError

    output = JsonLines() if as_json else Table()
    try:
        for name in names or NAMES:
            output.begin(BENCHMARKS[name])
            for result in BENCHMARKS[name].results():
                output.add(result)
    except (BenchError, BuildError) as error:
        fail(str(error))
    finally:
        output.end()
