"""Usage errors are one line and status 2; every command explains itself."""

import subprocess
import sys

import pytest

from cloister import __version__
from cloister.cli.main import COMMANDS

from .conftest import Cli


def test_version_is_printed(cli: Cli) -> None:
    assert cli("--version").out == f"cloister {__version__}\n"


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "cc"])
def test_every_command_has_help_with_usage(cli: Cli, name: str) -> None:
    said = cli(name, "--help")
    assert said.status == 0
    assert said.out.startswith(f"Usage: cloister {name}")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nothing"], "cloister: no such command 'nothing' (see 'cloister --help')\n"),
        (["run"], "cloister: missing argument 'PROG' (see 'cloister run --help')\n"),
        (["run", "--pids", "0", "x"], "--pids"),
        (["run", "--memory", "lots", "x"], "is not a size such as 4096, 64M or 2G"),
        (["run", "--env", "=x", "x"], "names no variable"),
        (["bench", "nothing"], "nothing"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(cli: Cli, arguments: list[str], line: str) -> None:
    said = cli(*arguments)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("cloister: ")
    assert line in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_complete_cloister(cli: Cli, shell: str) -> None:
    assert "_CLOISTER_COMPLETE" in cli("completion", shell).out


def test_a_closed_pipe_ends_the_command_without_a_word() -> None:
    script = "from cloister.cli.main import main; main(['doctor', '--help'])"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_version_does_not_load_the_enclave() -> None:
    script = "import sys; from cloister.cli.main import cloister; sys.exit('cloister.core' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
