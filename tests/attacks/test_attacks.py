"""Every attack in this folder is contained: it gets its errno or signal, its neighbours' results stay right, and the
enclave exits cleanly and has nothing to say."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from harness import Guest, Outcome, build, command, make_root, run_sip

HERE = Path(__file__).parent

NEIGHBOUR = Guest(HERE / "neighbour.c")
LOOP = Guest(HERE / "loop_forever.c")
ATTACKS = [
    guest for guest in map(Guest, sorted(HERE.glob("*.c"))) if guest.name not in ("neighbour", "loop_forever", "hello")
]


def root_for(guest: Guest, folder: Path) -> Path:
    root = make_root(folder, {"attack": build(guest, "cloister"), "neighbour": build(NEIGHBOUR, "cloister")})
    if guest.directive("links"):
        outside = folder / "outside"
        outside.mkdir()
        (outside / "hostname").write_text("the host")
        (root / "absolute_link").symlink_to(outside / "hostname")
        (root / "climbing_link").symlink_to("../outside/hostname")
        (root / "directory_link").symlink_to(outside)
    return root


def assert_contained(done: Outcome, guest: Guest) -> None:
    assert not [line for line in done.lines if line.startswith("ESCAPED")]
    assert done.stderr == b""
    assert done.status == 0
    if guest.directive("output") != "none":
        assert "contained" in done.lines


def assert_neighbours_undisturbed(done: Outcome) -> None:
    assert done.lines[-3:] == ["attack: exited 0", "computer: exited 0", "reader: exited 0"]


@pytest.mark.parametrize(
    "guest", [guest for guest in ATTACKS if not guest.directive("alone")], ids=lambda guest: guest.name
)
def test_an_attack_is_contained_and_its_neighbours_stay_right(guest: Guest, tmp_path: Path) -> None:
    for arguments in guest.directive("runs").split("|"):
        done = run_sip(
            root_for(guest, tmp_path / f"run{arguments.replace(' ', '-')}"),
            ["/neighbour", "/attack", *arguments.split()],
            options=guest.words("options"),
        )
        assert_contained(done, guest)
        assert_neighbours_undisturbed(done)


@pytest.mark.parametrize(
    "guest", [guest for guest in ATTACKS if guest.directive("alone")], ids=lambda guest: guest.name
)
def test_an_attack_on_its_own_is_contained(guest: Guest, tmp_path: Path) -> None:
    assert_contained(run_sip(root_for(guest, tmp_path), ["/attack"], options=guest.words("options")), guest)


@pytest.mark.parametrize("mode", ["compute", "sleep"])
def test_a_time_limit_ends_a_program_that_never_does(mode: str, tmp_path: Path) -> None:
    done = run_sip(root_for(LOOP, tmp_path), ["/attack", mode], options=["--timeout", "0.3"])
    assert (done.status, done.stdout, done.stderr) == (124, b"looping\n", b"")


@pytest.mark.parametrize(
    ("mode", "sent"), [("compute", signal.SIGINT), ("sleep", signal.SIGINT), ("ignore", signal.SIGTERM)]
)
def test_a_signal_of_the_host_ends_a_program_that_never_does(mode: str, sent: signal.Signals, tmp_path: Path) -> None:
    root = root_for(LOOP, tmp_path)
    arguments = [command("cloister"), "run", "--root", str(root), "/attack", mode]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)) as enclave:
        assert enclave.stdout and enclave.stdout.readline() == b"looping\n"
        if mode == "ignore":
            enclave.send_signal(signal.SIGINT)
        enclave.send_signal(sent)
        _, errors = enclave.communicate(timeout=30)
        assert errors == b""
        assert enclave.returncode in (128 + sent, -sent)
