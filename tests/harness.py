"""What the oracle and the attack tests share: programs built with both compilers, runs on both sides.

Builds are kept by content in the cache (CLOISTER_CACHE, else ~/.cache/cloister), in `tests/`; several test workers may
make them at once. `cloister run` is used as users use it, as a command.
"""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cloister.abi
import cloister.toolchain

TIMEOUT_S = 60
"""Longest time that one run of a guest may take on either side."""

BUILD_TIMEOUT_S = 900
"""Longest time for a build: the first one may have to wait until another process has built the sysroot."""

SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

DIRECTIVE = re.compile(r"^[\s/*#]*([a-z-]+): (.*?)\s*(?:\*/)?$", re.MULTILINE)
"""A line such as `options: --pids 60` in a comment of a guest program."""


@dataclass(frozen=True)
class Guest:
    """A program in C or assembly with what its comments say about flags, arguments and expectations."""

    source: Path

    @property
    def name(self) -> str:
        return self.source.stem

    def directives(self, name: str) -> list[str]:
        return [value for key, value in DIRECTIVE.findall(self.source.read_text()) if key == name]

    def directive(self, name: str, default: str = "") -> str:
        return next(iter(self.directives(name)), default)

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(shlex.split(self.directive(name)))


@dataclass(frozen=True)
class Outcome:
    """How a run ended. `status` is what a shell's $? shows on both sides."""

    status: int
    stdout: bytes
    stderr: bytes

    @property
    def lines(self) -> list[str]:
        return self.stdout.decode(errors="backslashreplace").splitlines()


def command(name: str) -> str:
    """A console script of the checkout's virtual environment: cloister, cloister-cc."""
    return str(Path(sys.executable).parent / name)


def run(
    arguments: Sequence[str | Path],
    *,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    timeout_s: float = TIMEOUT_S + 30,
) -> Outcome:
    done = subprocess.run(
        [str(argument) for argument in arguments], input=stdin, capture_output=True, cwd=cwd, env=env, timeout=timeout_s
    )
    status = done.returncode if done.returncode >= 0 else 128 - done.returncode
    return Outcome(status, done.stdout, done.stderr)


@cache
def _toolchain_key() -> str:
    """Changes when anything may that makes guests: the toolchain's and the abi's files, the sysroot and the twin."""
    from cloister.toolchain.sysroot import sysroot_path, twin_path

    digest = hashlib.sha256(f"{sysroot_path()} {twin_path()}".encode())
    for package in (cloister.abi, cloister.toolchain):
        for file in sorted(Path(str(package.__file__)).parent.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
    return digest.hexdigest()


def compiler(side: str) -> str:
    """`cloister`: our driver. `linux`: plain gcc on the twin of our musl, static."""
    from cloister.toolchain.sysroot import twin_path

    return command("cloister-cc") if side == "cloister" else str(twin_path() / "bin" / "twin-gcc")


def cache_folder() -> Path:
    return Path(os.environ.get("CLOISTER_CACHE") or Path.home() / ".cache" / "cloister") / "tests"


def build(guest: Guest, side: str, flags: Sequence[str] = ("-O2",)) -> Path:
    """The program built for `side`. AssertionError with the compiler's words if that fails."""
    headers = [header.read_bytes() for header in sorted(guest.source.parent.glob("*.h"))]
    key = repr((side, tuple(flags), guest.source.read_bytes(), headers, _toolchain_key()))
    target = cache_folder() / hashlib.sha256(key.encode()).hexdigest()[:32] / guest.name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            output = Path(folder) / "program"
            done = run(
                [compiler(side), "-w", *flags, guest.source, "-o", output, "-lm"],
                env=dict(os.environ),
                timeout_s=BUILD_TIMEOUT_S,
            )
            assert done.status == 0, f"{compiler(side)} {guest.source}:\n{done.stderr.decode(errors='replace')}"
            output.replace(target)
    return target


def make_root(folder: Path, programs: dict[str, Path]) -> Path:
    """A root directory with programs in it and an empty /work."""
    root = folder / "root"
    (root / "work").mkdir(parents=True)
    for name, program in programs.items():
        shutil.copy(program, root / name)
    return root


def run_sip(
    root: Path,
    arguments: Sequence[str],
    *,
    options: Sequence[str] = (),
    variables: Sequence[str] = (),
    stdin: bytes = b"",
) -> Outcome:
    """`cloister run` in an almost empty environment; the guest's working directory is /work."""
    environment = [word for variable in variables for word in ("--env", variable)]
    settings = ["--timeout", str(TIMEOUT_S), "--workdir", "/work", "--root", str(root)]
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "PYTHONPATH", "CLOISTER_CACHE") if name in os.environ}
    return run([command("cloister"), "run", *settings, *environment, *options, *arguments], stdin=stdin, env=kept)


def run_native(
    program: Path, arguments: Sequence[str], *, cwd: Path, variables: Sequence[str] = (), stdin: bytes = b""
) -> Outcome:
    """The twin program with the environment that `cloister run` gives."""
    env = {"PATH": SEARCH_PATH, "HOME": "/root"} | dict(variable.split("=", 1) for variable in variables)
    cwd.mkdir()
    return run([program, *arguments], stdin=stdin, cwd=cwd, env=env)
