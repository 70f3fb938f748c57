"""Benchmarks whose programs measure themselves and print one number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cloister.bench.programs import CLOISTER, LINUX, guest
from cloister.bench.result import Pair, Result, summarise
from cloister.bench.sides import Job, run_in_enclave, run_on_linux

DIRTY: Final = "/bin/dirty"


@dataclass(frozen=True, slots=True)
class Micro:
    """guests/`program`.c with `arguments`, `runs` times on each side. `files`: guest path to further programs."""

    name: str
    title: str
    unit: str
    program: str
    arguments: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    runs: int = 7
    uses_native_syscalls: bool = True

    def results(self) -> list[Result]:
        jobs = {side: self.job(side) for side in (CLOISTER, LINUX)}
        pairs = [
            Pair(run_in_enclave(jobs[CLOISTER]).number, run_on_linux(jobs[LINUX]).number) for _ in range(self.runs)
        ]
        return [summarise(self.name, self.unit, pairs)]

    def job(self, side: str) -> Job:
        files = {path: guest(program, side) for path, program in self.files.items()}
        return Job(
            guest(self.program, side), self.arguments, files=files, uses_native_syscalls=self.uses_native_syscalls
        )


MICROS: Final = (
    Micro("syscall-native", "getppid answered in C", "ns", "syscall", ("10000",)),
    Micro("syscall-python", "getppid answered in Python", "ns", "syscall", ("10000",), uses_native_syscalls=False),
    Micro("switch", "from one process to another", "ns", "switch", ("1000",)),
    Micro("pipe-4k", "through a pipe in chunks of 4 KiB", "MB/s", "pipe", ("1000",)),
    Micro("spawn", "posix_spawn, 12 pages dirtied, exit, wait", "ns", "spawn", ("4", DIRTY), {DIRTY: "dirty"}),
    Micro("fork-100k", "fork, exit, wait with 100 KB dirty", "ns", "fork", ("4", "100000")),
    Micro("fork-1m", "fork, exit, wait with 1 MB dirty", "ns", "fork", ("4", "1000000")),
    Micro("alive", "processes at once, all of which answer", "SIPs", "alive", ("1000",), runs=3),
)  # fmt: skip
