"""The two compilers a port is built with."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from cloister.toolchain.sysroot.cache import digest
from cloister.toolchain.sysroot.instrumented import TOOLCHAIN, driver_key
from cloister.toolchain.sysroot.sysroot import sysroot_path
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
    """A script that runs the driver with this Python: `cloister-cc` may not be installed.

    It names the sysroot, so that the driver need not look for it, and a build has one sysroot from beginning to end.
    """
    sysroot = sysroot_path()
    python = [sys.executable, "-m", "cloister.toolchain.driver"]
    settings = [f"PYTHONPATH={TOOLCHAIN.parents[1]}", f"CLOISTER_SYSROOT={sysroot}"]
    script = scratch / "cloister-cc"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(["env", *settings, *python])} "$@"\n')
    script.chmod(0o755)
    return Compiler(CLOISTER, script, digest(sysroot.name, driver_key()))
