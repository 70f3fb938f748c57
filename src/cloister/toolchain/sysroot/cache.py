"""The build cache: results are kept under a hash of all they depend on, and appear atomically.

A result is a directory `KIND-KEY`; it is
built in a temporary directory beside it and renamed, under a lock file, so that two builders never collide and a broken
build leaves nothing behind that looks finished.
"""

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cloister.toolchain.workspace import cache_root

KEY_LENGTH = 20
"""Hex digits of SHA-256 in a directory name: 80 bits."""


def digest(*parts: str | bytes | Path) -> str:
    """SHA-256 over strings, bytes and the contents of files and whole trees, each with its length, as hex digits."""
    total = hashlib.sha256()
    for part in parts:
        for piece in _pieces(part):
            total.update(len(piece).to_bytes(8, "little"))
            total.update(piece)
    return total.hexdigest()


def _pieces(part: str | bytes | Path) -> Iterator[bytes]:
    if isinstance(part, bytes):
        yield part
    elif isinstance(part, str):
        yield part.encode()
    elif part.is_dir():
        for path in sorted(part.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield str(path.relative_to(part)).encode()
                yield path.read_bytes()
    else:
        yield part.read_bytes()


def build_once(kind: str, key: str, build: Callable[[Path], None]) -> Path:
    """The directory of result `key` of `kind`; calls `build(directory)` to fill it if it does not exist yet.

    An exception from `build` passes through and leaves nothing behind.
    """
    final = cache_root().absolute() / f"{kind}-{key[:KEY_LENGTH]}"
    if final.is_dir():
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    with locked(final.with_name(f".{final.name}.lock")):
        if not final.is_dir():
            _build(final, build)
    return final


def _build(final: Path, build: Callable[[Path], None]) -> None:
    temporary = Path(tempfile.mkdtemp(prefix=f".{final.name}.", dir=final.parent))
    try:
        build(temporary)
        temporary.chmod(0o755)
        temporary.rename(final)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds an exclusive lock on `path`, waiting for another builder of the same result."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
