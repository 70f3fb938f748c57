"""A port is a program of a Debian source package, built both ways: as a SIP and as its native twin."""

import functools
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cloister.toolchain.sysroot.compile import Job, compile_all
from cloister.toolchain.sysroot.errors import BuildError, run

from .compiler import Compiler

DRIVERS = Path(__file__).parent / "drivers"

Builder = Callable[[Path, Compiler, Path], None]
"""(a copy of the source that may be changed, the compiler, where to put the program)."""


@dataclass(frozen=True, slots=True)
class Port:
    """`package`: Debian's source package. `build` makes the program called `name`. `inputs`: files of ours it uses."""

    name: str
    package: str
    build: Builder
    inputs: tuple[Path, ...] = ()


def plain_port(
    name: str,
    package: str,
    sources: tuple[str, ...],
    *,
    without: tuple[str, ...] = (),
    flags: tuple[str, ...] = (),
    libraries: tuple[str, ...] = (),
    driver: str | None = None,
    prepare: Callable[[Path], None] | None = None,
) -> Port:
    """A port that needs no build system: files matching `sources` but `without`, and our `driver`, with -O2.

    `prepare(source)` may generate files first.
    """
    drivers = (DRIVERS / driver,) if driver else ()

    def build(source: Path, compiler: Compiler, program: Path) -> None:
        if prepare:
            prepare(source)
        files = [path for pattern in sources for path in sorted(source.glob(pattern)) if path.name not in without]
        if not files:
            raise BuildError(f"{package}'s source holds nothing that matches {sources[0]}")
        objects = _compile([*files, *drivers], source, compiler, ("-O2", f"-I{source}", *flags), name)
        run([compiler.path, "-O2", *objects, *libraries, "-o", program], f"linking {name}")

    return Port(name, package, build, drivers)


def _compile(files: list[Path], source: Path, compiler: Compiler, flags: tuple[str, ...], name: str) -> list[Path]:
    objects = source / ".objects"
    jobs = [Job(path, objects / f"{path.stem}.o", flags) for path in files]
    compile_all(f"{name} ({compiler.flavour})", functools.partial(_compile_one, compiler.path), jobs)
    return [job.result for job in jobs]


def _compile_one(path: Path, job: Job) -> None:
    run([path, *job.flags, "-c", job.source, "-o", job.result], f"compiling {job.source.name}")


def copy_source(tree: Path, target: Path) -> None:
    """A copy to build in; symbolic links stay links, times stay (make looks at them)."""
    shutil.copytree(tree, target, symlinks=True)
