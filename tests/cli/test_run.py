"""`cloister run` passes everything through and adds nothing."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from harness import Outcome, command, run


def cloister_run(*words: object, stdin: bytes = b"") -> Outcome:
    return run([command("cloister"), "run", *(str(word) for word in words)], stdin=stdin)


def test_the_exit_status_is_passed_on_and_nothing_is_printed(guest: Path) -> None:
    assert cloister_run(guest, "status", 42) == Outcome(42, b"", b"")


def test_death_by_signal_is_128_plus_its_number(guest: Path) -> None:
    assert cloister_run(guest, "signal", signal.SIGTERM.value).status == 128 + signal.SIGTERM


def test_standard_input_and_output_pass_through(guest: Path) -> None:
    data = os.urandom(100_000)
    assert cloister_run(guest, "echo", stdin=data) == Outcome(0, data, b"")


def test_options_end_at_the_program(guest: Path) -> None:
    assert cloister_run(guest, "--strace", "--", "-x").lines == ["--strace", "--", "-x"]


def test_variables_are_set_or_passed_on_only_when_asked(guest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOISTER_TEST", "outer")
    assert cloister_run(guest, "env", "CLOISTER_TEST").lines == ["unset"]
    assert cloister_run("--env", "CLOISTER_TEST", guest, "env", "CLOISTER_TEST").lines == ["outer"]
    assert cloister_run("--env", "CLOISTER_TEST=a=b", guest, "env", "CLOISTER_TEST").lines == ["a=b"]


def test_the_time_limit_ends_an_endless_loop_with_124(guest: Path) -> None:
    assert cloister_run("--timeout", "0.2", guest, "loop").status == 124


def test_summary_counts_the_sips(guest: Path) -> None:
    done = cloister_run("--summary", guest, "x")
    assert done.stdout == b"x\n"
    assert b"1 SIPs lived, 1 at once" in done.stderr


def test_strace_shows_the_last_call_and_the_end(guest: Path) -> None:
    assert b"exit_group(5)" in cloister_run("--strace", guest, "status", 5).stderr


def test_unsupported_syscalls_are_reported_only_at_verbose_level(guest: Path) -> None:
    assert cloister_run(guest, "unknown-syscall") == Outcome(0, b"", b"")
    assert b"kexec_load is not supported" in cloister_run("--verbose", guest, "unknown-syscall").stderr


def test_ctrl_c_reaches_the_program(guest: Path) -> None:
    with subprocess.Popen([command("cloister"), "run", guest, "ready-loop"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == b"interrupted\n"
    assert process.returncode == 9


def test_a_program_runs_from_a_root_by_its_path_there(guest: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/guest").write_bytes(guest.read_bytes())
    (tmp_path / "bin/guest").chmod(0o755)
    assert cloister_run("--root", tmp_path, "guest", "status", 3).status == 3


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (("./no-such-program",), 127, b"cloister: ./no-such-program: not found\n"),
        (("ls",), 127, b"cloister: ls: not found (without --root, name a file of this machine: ./ls)\n"),
        (("--root", "/no/such/root", "/bin/sh"), 1, b"cloister: /no/such/root: no such directory\n"),
        (("--root", "/", "--workdir", "/no/dir", "/bin/sh"), 126, b"cloister: working directory /no/dir: ENOENT\n"),
        (("--root", "/etc/passwd", "/bin/sh"), 1, b"cloister: /etc/passwd: not a directory\n"),
    ],
)
def test_what_cannot_start_is_one_line_and_a_shells_status(words: tuple[str, ...], status: int, line: bytes) -> None:
    assert cloister_run(*words) == Outcome(status, b"", line)


@pytest.mark.parametrize(("closing", "status"), [("<&-", 1), (">&-", 1), ("2>&-", 0)])
def test_a_closed_stream_is_closed_for_the_program_too(guest: Path, closing: str, status: int) -> None:
    """And never a descriptor of the enclave's own."""
    script = f"{command('cloister')} run {guest} echo {closing}"
    assert run(["/bin/sh", "-c", script], stdin=b"x").status == status


def test_a_native_program_is_refused_in_one_line_that_names_the_compiler() -> None:
    done = cloister_run("/bin/true")
    assert done.status == 126
    assert done.stderr.startswith(b"cloister: /bin/true: ")
    assert done.stderr.count(b"\n") == 1
    assert b"cloister-cc" in done.stderr
