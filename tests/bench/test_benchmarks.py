"""Every benchmark program does on both sides what it says. Figures are not judged here."""

import json

import pytest

from cloister.bench.micro import MICROS, Micro
from cloister.bench.programs import CLOISTER, LINUX, guest
from cloister.bench.registry import BENCHMARKS
from cloister.bench.sides import BenchError, Job, run_in_enclave, run_on_linux
from cloister.cli.bench import NAMES
from harness import command, run


def test_the_command_knows_exactly_the_registered_benchmarks() -> None:
    assert set(NAMES) == set(BENCHMARKS)


@pytest.mark.parametrize("side", [CLOISTER, LINUX])
@pytest.mark.parametrize("micro", MICROS, ids=lambda micro: micro.name)
def test_a_program_prints_one_positive_number(micro: Micro, side: str) -> None:
    small = Micro(micro.name, micro.title, micro.unit, micro.program, ("8", *micro.arguments[1:]), micro.files)
    run_on = run_in_enclave if side == CLOISTER else run_on_linux
    assert run_on(small.job(side)).number > 0


def test_all_of_the_living_answer() -> None:
    assert run_in_enclave(Job(guest("alive", CLOISTER), ("50",))).number == 50


def test_a_failing_program_is_an_error() -> None:
    with pytest.raises(BenchError, match="ended with status 1"):
        run_in_enclave(Job(guest("spawn", CLOISTER), ("1", "/bin/nothing")))


def test_json_lines_come_out_of_the_command() -> None:
    done = run([command("cloister"), "bench", "--json", "syscall-native"])
    (row,) = (json.loads(line) for line in done.lines)
    assert row["name"] == "syscall-native"
    assert row["ratio"] == pytest.approx(row["cloister"] / row["linux"], rel=0.5)
