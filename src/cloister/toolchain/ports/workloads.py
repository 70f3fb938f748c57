"""What `cloister bench sfi` runs: CPU-bound work of about a second, the same command line in both flavours."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .text import text_path

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True, slots=True)
class Workload:
    """Runs `port` with `arguments` (without argv[0]) and the file `stdin()` as standard input; nothing else is read.

    `program` groups the runs: lua's four count as one program in the mean.
    """

    name: str
    program: str
    port: str
    arguments: tuple[str, ...]
    stdin: Callable[[], Path]


def _script(name: str) -> Callable[[], Path]:
    return lambda: SCRIPTS / name


WORKLOADS = (
    Workload("bzip2", "bzip2", "bzip2-bench", ("2",), text_path),
    Workload("lua-fib", "lua", "lua", ("-", "34"), _script("fib.lua")),
    Workload("lua-binary-trees", "lua", "lua", ("-", "14"), _script("binary_trees.lua")),
    Workload("lua-nbody", "lua", "lua", ("-", "100000"), _script("nbody.lua")),
    Workload("lua-strings", "lua", "lua", ("-", "80000"), _script("strings.lua")),
    Workload("sqlite", "sqlite", "sqlite3", (":memory:",), _script("mixed.sql")),
    Workload("zlib", "zlib", "zlib-bench", ("6", "6"), text_path),
)
