"""`cloister doctor` says what is missing, and fails only for what is vital."""

import platform
import resource

import pytest

from cloister.cli import machine
from cloister.cli.machine import Verdict

from .conftest import Cli


def test_a_foreign_processor_is_a_clear_refusal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    said = cli("doctor")
    assert said.status == 1
    assert "aarch64" in said.out
    assert said.out.count("\n") == 1


def test_an_old_kernel_is_vital(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "release", lambda: "5.8.0-1-amd64")
    assert machine._kernel().verdict is Verdict.VITAL
    monkeypatch.setattr(platform, "release", lambda: "6.1.0-40-amd64")
    assert machine._kernel().verdict is Verdict.OK


def test_a_small_address_space_is_vital(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (1 << 40, 1 << 40))
    assert machine._address_space().verdict is Verdict.VITAL


def test_without_gcc_programs_run_but_cannot_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert machine._gcc().verdict is Verdict.BUILDS
    assert machine._apt_sources().verdict is Verdict.BUILDS


def test_a_low_map_count_means_fewer_sips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_read_number", lambda _path: 2000)
    finding = machine._max_map_count()
    assert finding.verdict is Verdict.SLOWER
    assert "100 SIPs" in finding.fact


def test_every_check_gives_a_fact(cli: Cli) -> None:
    said = cli("doctor")
    assert said.out.count("\n") == len(machine.CHECKS)
