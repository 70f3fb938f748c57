"""What isolation costs in CPU time: real programs on one core, against gcc -O2 on the same libc."""

from collections.abc import Sequence
from itertools import groupby

from cloister.bench.programs import CLOISTER, LINUX
from cloister.bench.result import Pair, Result, geometric, summarise
from cloister.bench.sides import BenchError, Job, run_in_enclave, run_on_linux
from cloister.toolchain.ports import WORKLOADS, Workload, port_path

RUNS = 3


class Sfi:
    """Rows `sfi/PROGRAM`; a program with several workloads is their geometric mean. Last the mean over the programs."""

    name = "sfi"
    title = "CPU time of instrumented programs"

    def results(self) -> list[Result]:
        programs = [_program(name, list(workloads)) for name, workloads in groupby(WORKLOADS, lambda w: w.program)]
        return [*programs, geometric(self.name, programs)]


def _program(name: str, workloads: Sequence[Workload]) -> Result:
    return geometric(f"sfi/{name}", [_workload(workload) for workload in workloads])


def _workload(workload: Workload) -> Result:
    jobs = {
        side: Job(port_path(workload.port, side), workload.arguments, workload.stdin()) for side in (CLOISTER, LINUX)
    }
    return summarise(workload.name, "s", [_pair(workload, jobs[CLOISTER], jobs[LINUX]) for _ in range(RUNS)])


def _pair(workload: Workload, cloister: Job, linux: Job) -> Pair:
    """Both sides once. A wrong result is no result."""
    ours, theirs = run_in_enclave(cloister), run_on_linux(linux)
    if ours.output != theirs.output:
        raise BenchError(f"{workload.name}: the SIP's output differs from the native program's")
    return Pair(ours.cpu_s, theirs.cpu_s)
