"""The Linux kernel's headers for programs, taken from the machine's linux-libc-dev."""

import shutil
from pathlib import Path

from .errors import BuildError, run

SYSTEM = Path("/usr/include")
DIRECTORIES = ("linux", "asm-generic", "mtd")


def kernel_headers() -> dict[str, Path]:
    """Directory name in the sysroot to its place on this machine. BuildError if linux-libc-dev is not installed."""
    found = {name: SYSTEM / name for name in DIRECTORIES}
    found["asm"] = SYSTEM / "x86_64-linux-gnu/asm"
    for path in found.values():
        if not path.is_dir():
            raise BuildError(f"{path} is missing: install linux-libc-dev")
    return found


def headers_key() -> str:
    """A string that changes when the headers do."""
    return run(["dpkg-query", "--show", "linux-libc-dev"], "asking for the version of linux-libc-dev")


def install_kernel_headers(include: Path) -> None:
    for name, path in kernel_headers().items():
        shutil.copytree(path, include / name)
