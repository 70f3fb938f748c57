"""The two compilers a port is built with."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from cloister.toolchain.sysroot.cache import digest
from cloister.toolchain.sysroot.twin import twin_path

CLOISTER = "cloister"
LINUX = "linux"
FLAVOURS = (CLOISTER, LINUX)


@dataclass(frozen=True, slots=True)
class Compiler:
    """`path` is called like gcc; `key` changes when its results may."""

    flavour: str
    path: Path
    key: str


def compiler(flavour: str, scratch: Path) -> Compiler:
    """The compiler of a flavour; may leave a small script in `scratch`. Builds the C library if it is missing."""
    if flavour == LINUX:
        twin = twin_path()
        return Compiler(flavour, twin / "bin/twin-gcc", twin.name)
    if flavour == CLOISTER:
        return _cloister_cc(scratch)
    raise ValueError(f"no flavour {flavour!r}: one of {', '.join(FLAVOURS)}")


def _cloister_cc(scratch: Path) -> Compiler:
    """A script that runs the driver with this Python: `cloister-cc` may not be installed."""
    from cloister.toolchain.sysroot import sysroot_path

    toolchain = Path(__file__).parents[1]
    script = scratch / "cloister-cc"
    command = shlex.join([sys.executable, "-m", "cloister.toolchain.driver"])
    script.write_text(f'#!/bin/sh\nexec env PYTHONPATH={shlex.quote(str(toolchain.parents[1]))} {command} "$@"\n')
    script.chmod(0o755)
    return Compiler(CLOISTER, script, sysroot_path().name)
