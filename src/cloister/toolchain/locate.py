"""Finds the sysroot and the workspace fast: their own checks hash sources, which is too slow for every compilation.

The answer is kept beside the state it was found in: names, sizes and times of the toolchain's files. This module and
the driver import nothing that is slow to import unless they must: a build starts them thousands of times.
"""

import os
import sys
import zlib

from cloister.toolchain.arguments import UsageError

_PACKAGES = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120


def find_workspace() -> tuple[str, str]:
    """(sysroot, workspace). The sysroot is $CLOISTER_SYSROOT, or ours: built if missing, with progress on stderr.

    UsageError if it cannot be built.
    """
    override = os.environ.get("CLOISTER_SYSROOT", "")
    state = "\n".join([_PACKAGES, sys.executable, override, *_toolchain_files()])
    name = zlib.crc32(f"{_PACKAGES}\n{override}".encode(errors="surrogateescape"))
    stamp = f"{_cache_root()}/cc/found-{name:08x}"
    try:
        with open(stamp, encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123
            sysroot, workspace, seen = file.read().split("\n", 2)
        if seen == state and os.path.exists(f"{sysroot}/lib/libc.a") and os.path.exists(f"{workspace}/specs"):  # noqa: PTH110
            return sysroot, workspace
    except (OSError, ValueError):
        pass
    return _find_slowly(override, stamp, state)


def _find_slowly(override: str, stamp: str, state: str) -> tuple[str, str]:
    from pathlib import Path

    from cloister.toolchain.workspace import make_workspace, put

    if override:
        sysroot = Path(override)
    else:
        from cloister.toolchain.sysroot import sysroot_path
        from cloister.toolchain.sysroot.errors import BuildError

        try:
            sysroot = sysroot_path()
        except BuildError as error:
            raise UsageError(str(error)) from None
    workspace = make_workspace(sysroot)
    put(Path(stamp), f"{sysroot}\n{workspace}\n{state}")
    return str(sysroot), str(workspace)


def _cache_root() -> str:
    return os.environ.get("CLOISTER_CACHE") or os.path.expanduser("~/.cache/cloister")  # noqa: PTH111


def _toolchain_files() -> list[str]:
    """A line for each file that the sysroot or the workspace depend on."""
    lines = []
    for root in ("toolchain", "abi"):
        for folder, folders, names in os.walk(f"{_PACKAGES}/{root}"):
            folders[:] = sorted(name for name in folders if name not in ("__pycache__", "ports"))
            for name in sorted(names):
                status = os.stat(f"{folder}/{name}")  # noqa: PTH116
                lines.append(f"{folder}/{name} {status.st_mtime_ns} {status.st_size}")
    return lines
