"""Where the table comes from: the cache, or `build()` the first time. The cache is as trusted as the installation."""

import hashlib
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from cloister.abi import layout
from cloister.verifier import _walk
from cloister.verifier.automaton import Automaton


@cache
def specification_hash() -> str:
    """SHA-256 (hex) over the sources of this package and the layout: the table's name in the cache."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in [*sorted(package.rglob("*.py")), Path(layout.__file__)]:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@cache
def fingerprint() -> str:
    """SHA-256 (hex) of all a verdict depends on besides the program: specification, driver and native loop."""
    native = Path(_walk.__file__).read_bytes()
    return hashlib.sha256(specification_hash().encode() + native).hexdigest()


def table_path() -> Path:
    """Where the table of this specification is kept."""
    root = Path(os.environ.get("CLOISTER_CACHE") or Path.home() / ".cache/cloister")
    return root / "verifier" / f"{specification_hash()[:32]}.table"


@cache
def automaton() -> Automaton:
    """The table: from the cache in milliseconds, or built (seconds) and put there. A damaged file is built anew."""
    path = table_path()
    with suppress(OSError, ValueError):
        return _read(path)
    from cloister.verifier.exploration import build  # parses the tables: not needed where the cache has the result

    built = build()
    with suppress(OSError):  # a read-only home: it is built again next time
        _write(path, built)
    return built


def _read(path: Path) -> Automaton:
    data = path.read_bytes()
    if hashlib.sha256(data[32:]).digest() != data[:32]:
        raise ValueError(f"{path} is damaged")
    return Automaton.decode(data[32:])


def _write(path: Path, table: Automaton) -> None:
    """Renamed into place, so that a reader never sees half a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = table.encode()
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(hashlib.sha256(data).digest() + data)
    unfinished.rename(path)
