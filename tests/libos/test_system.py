"""cloister.system: whole enclaves, with a small guest program built by the toolchain."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.harness import Guest, build

from cloister.abi.syscalls import NUMBERS
from cloister.system import Done, StartError, System

SOURCE = Path(__file__).parent / "guests" / "modes.c"


class Console:
    """Pipes as stdin and stdout of an enclave."""

    def __init__(self) -> None:
        self.input_read, self.input_write = os.pipe()
        self.output_read, self.output_write = os.pipe()

    @property
    def streams(self) -> tuple[int, int, int]:
        return self.input_read, self.output_write, self.output_write

    def output(self) -> list[str]:
        """The lines written; ends the output."""
        os.close(self.output_write)
        self.output_write = -1
        with open(self.output_read, closefd=False) as stream:
            return stream.read().splitlines()

    def close(self) -> None:
        for descriptor in (self.input_read, self.input_write, self.output_read, self.output_write):
            if descriptor >= 0:
                os.close(descriptor)


@pytest.fixture(scope="session")
def program() -> bytes:
    return build(Guest(SOURCE), "cloister").read_bytes()


@pytest.fixture
def console() -> Iterator[Console]:
    console = Console()
    yield console
    console.close()


@pytest.fixture
def new_system(program: bytes, console: Console) -> Iterator[Callable[..., System]]:
    systems: list[System] = []

    def new(**options: object) -> System:
        system = System(streams=console.streams, **options)  # type: ignore[arg-type]
        system.install(b"/bin/modes", program)
        systems.append(system)
        return system

    yield new
    for system in systems:
        system.close()


def run(system: System, *arguments: str, **options: float) -> Done:
    return system.run([b"modes", *map(str.encode, arguments)], {b"PATH": b"/none:/bin", b"A": b"b"}, **options)


def test_a_program_is_found_in_path_and_gets_its_arguments_and_environment(
    new_system: Callable[..., System], console: Console
) -> None:
    done = run(new_system(), "show", "two words", "")
    assert (done.status, done.signal, done.timed_out) == (7, 0, False)
    assert console.output() == ["modes", "show", "two words", "", "PATH=/none:/bin", "A=b"]


def test_a_signal_that_kills_is_the_status(new_system: Callable[..., System]) -> None:
    done = run(new_system(), "abort")
    assert (done.signal, done.status) == (signal.SIGABRT, 128 + signal.SIGABRT)


def test_the_time_limit_ends_an_endless_loop(new_system: Callable[..., System], console: Console) -> None:
    done = run(new_system(), "spin", timeout_s=0.05)
    assert (done.timed_out, done.signal) == (True, signal.SIGKILL)
    assert console.output() == ["spinning"]


def test_an_interrupt_reaches_a_guest_that_computes(new_system: Callable[..., System]) -> None:
    system = new_system()
    system.kernel.timers.call_at(0, system.interrupt)
    assert run(system, "spin", timeout_s=20).signal == signal.SIGINT


def test_an_interrupt_reaches_a_handler_of_a_guest_that_waits_for_the_host(new_system: Callable[..., System]) -> None:
    system = new_system()
    deadline_ns = system.kernel.clock.monotonic_ns() + 50_000_000
    system.kernel.timers.call_at(deadline_ns, system.interrupt)
    assert run(system, "handle", timeout_s=20).status == signal.SIGINT


def test_host_signals_are_forwarded_while_it_runs_and_handled_as_before_afterwards(
    new_system: Callable[..., System],
) -> None:
    system = new_system()
    before = signal.getsignal(signal.SIGTERM)
    system.kernel.timers.call_at(0, lambda: os.kill(os.getpid(), signal.SIGTERM))
    done = system.run([b"/bin/modes", b"spin"], timeout_s=20, forwards_signals=True)
    assert done.signal == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_limit_of_processes_is_eagain(new_system: Callable[..., System], console: Console) -> None:
    assert run(new_system(process_count=20), "children", timeout_s=20).status == 0
    assert console.output() == ["19 children, then Resource temporarily unavailable"]


def test_the_limit_of_memory_is_enomem(new_system: Callable[..., System], console: Console) -> None:
    system = new_system(memory_size=16 << 20)
    assert run(system, "memory", timeout_s=20).status == 0
    assert console.output() == ["as much as allowed: Out of memory"]
    assert system.kernel.limits.memory_used == 0


def test_whoever_is_left_ends_with_the_first_process(new_system: Callable[..., System]) -> None:
    system = new_system()
    assert run(system, "leave", timeout_s=20).status == 3
    assert system.kernel.processes.all() == []
    assert system.summary().processes == 2


def test_a_system_runs_one_program_after_another(new_system: Callable[..., System]) -> None:
    system = new_system()
    assert [run(system, "show").status for _ in range(3)] == [7, 7, 7]
    assert system.summary().programs_verified == 1


def test_unsupported_syscalls_are_reported_once_and_counted(new_system: Callable[..., System]) -> None:
    lines: list[str] = []
    system = new_system(report=lines.append)
    run(system, "unknown")
    assert run(system, "unknown").status == 0
    assert lines == ["modes: syscall (no such number) is not supported"]
    assert system.summary().unknown_syscalls == {"(no such number)": 2}


def test_a_bug_in_a_handler_costs_the_guest_its_life_and_nobody_elses(
    new_system: Callable[..., System], console: Console
) -> None:
    def broken(_thread: object, _address: int) -> int:
        raise KeyError("bug")

    lines: list[str] = []
    system = new_system(report=lines.append)
    system.kernel.core.set_syscall(NUMBERS["uname"], broken, "p")
    assert run(system, "neighbour", timeout_s=20).status == 0
    assert console.output() == ["child killed by 9"]
    assert len(lines) == 1
    assert lines[0].startswith("bug in the LibOS") and "KeyError" in lines[0]


def test_a_trace_shows_calls_strings_results_and_the_end(new_system: Callable[..., System]) -> None:
    lines: list[str] = []
    system = new_system()
    system.trace(lines.append)
    run(system, "spin", timeout_s=0.05)
    assert '[pid     2] write(1, "spinning\\n", 9) = 9' in lines
    assert lines[-1] == "[pid     2] +++ killed by SIGKILL +++"


REFUSED = {
    "missing": (None, "not found"),
    "unreadable": (b"text", "not executable"),
    "text": (b"just text\n", "not an ELF file"),
    "cut": (b"\x7fELF\x02\x01\x01", "truncated"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_started_is_one_clear_line(new_system: Callable[..., System], case: str) -> None:
    content, reason = REFUSED[case]
    system = new_system()
    if content is not None:
        system.install(b"/bin/it", content, 0o644 if case == "unreadable" else 0o755)
    with pytest.raises(StartError) as failure:
        system.run([b"/bin/it"])
    assert str(failure.value).startswith("/bin/it: ")
    assert reason in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_program_of_another_compiler_is_refused_with_rule_address_and_advice(
    new_system: Callable[..., System],
) -> None:
    system = new_system()
    system.install(b"/bin/foreign", build(Guest(SOURCE), "linux", ("-Wl,-Ttext-segment=0x400000",)).read_bytes())
    with pytest.raises(StartError) as failure:
        system.run([b"/bin/foreign"])
    assert "\n" not in str(failure.value)
    assert "cloister-cc" in str(failure.value)
