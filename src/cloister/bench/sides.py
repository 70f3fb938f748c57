"""Runs one program on Linux or in an enclave, pinned to one core; returns what it printed and the CPU time it took."""

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cloister.system import System

ENVIRONMENT: Final = {"PATH": "/bin", "HOME": "/nonexistent"}
"""The same on both sides: nothing of the caller's."""


class BenchError(Exception):
    """A benchmark program failed. str() is one clear line."""


@dataclass(frozen=True, slots=True)
class Job:
    """`program` with `arguments`. `files`: further programs, guest path to host file; an argument that is such a guest
    path becomes the host's on Linux.

    `uses_native_syscalls` False sends every syscall through the LibOS's Python handlers.
    """

    program: Path
    arguments: Sequence[str] = ()
    stdin: Path = Path(os.devnull)
    files: Mapping[str, Path] = field(default_factory=dict)
    uses_native_syscalls: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """Standard output, and CPU seconds of the program with all its children."""

    output: str
    cpu_s: float

    @property
    def number(self) -> float:
        """What a program of guests/ printed."""
        return float(self.output)


def run_on_linux(job: Job) -> Outcome:
    """As a plain process. BenchError if it fails."""
    command = [str(job.program), *_arguments(job, {path: str(file) for path, file in job.files.items()})]
    with job.stdin.open("rb") as stdin, tempfile.TemporaryFile() as stdout, _pinned():
        started = resource.getrusage(resource.RUSAGE_CHILDREN)
        status = subprocess.run(command, stdin=stdin, stdout=stdout, env=ENVIRONMENT, check=False).returncode
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_s = ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime
        return Outcome(_output(job, status, stdout.fileno()), cpu_s)


def run_in_enclave(job: Job) -> Outcome:
    """As the first SIP of an enclave of its own. BenchError if it fails."""
    path = f"/bin/{job.program.name}"
    command = [path, *_arguments(job, {path: path for path in job.files})]
    environ = {name.encode(): value.encode() for name, value in ENVIRONMENT.items()}
    with job.stdin.open("rb") as stdin, tempfile.TemporaryFile() as stdout, _pinned():
        streams = (stdin.fileno(), stdout.fileno(), 2)
        with System(streams=streams) as system:
            for guest_path, file in {path: job.program, **job.files}.items():
                system.install(guest_path.encode(), file.read_bytes())
            system.kernel.core.native_syscalls = job.uses_native_syscalls
            started_s = time.process_time()
            status = system.run([word.encode() for word in command], environ).status
            cpu_s = time.process_time() - started_s
        return Outcome(_output(job, status, stdout.fileno()), cpu_s)


def _arguments(job: Job, places: Mapping[str, str]) -> list[str]:
    return [places.get(argument, argument) for argument in job.arguments]


def _output(job: Job, status: int, stdout: int) -> str:
    if status:
        raise BenchError(f"{job.program.name} {' '.join(job.arguments)} ended with status {status}")
    return os.pread(stdout, 1 << 20, 0).decode(errors="replace")


@contextmanager
def _pinned() -> Iterator[None]:
    """One core for this thread and whatever it starts: both sides then know neither migration nor parallelism."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
