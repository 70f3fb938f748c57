"""Finds the sysroot fast: the builder's own check hashes sources, which is too slow for every compilation."""

import hashlib
import os
from pathlib import Path

from cloister.toolchain.workspace import cache_root


def find_sysroot() -> Path:
    """The sysroot: $CLOISTER_SYSROOT, or the one last found for this state of the toolchain, or what the builder says.

    The builder builds it if it is missing, with a progress display on stderr.
    """
    override = os.environ.get("CLOISTER_SYSROOT")
    if override:
        return Path(override)
    stamp = cache_root() / "cc" / f"sysroot-{_state()}"
    try:
        path = Path(stamp.read_text())
        if path.is_dir():
            return path
    except OSError:
        pass
    from cloister.toolchain.sysroot import sysroot_path

    path = sysroot_path()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(str(path))
    return path


def _state() -> str:
    """Changes when a file of the toolchain or of abi does."""
    packages = Path(__file__).parents[1]
    state = hashlib.sha256()
    for root in (packages / "toolchain", packages / "abi"):
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name not in ("__pycache__", "ports"))
            for name in sorted(names):
                status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 (fast start)
                state.update(f"{folder}/{name} {status.st_mtime_ns} {status.st_size}\n".encode())
    return state.hexdigest()[:20]
