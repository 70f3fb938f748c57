"""Commands run in this process, as users type them; `cloister run` as a process of its own: it owns descriptors."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cloister.cli.main import main
from harness import Guest, build

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit status."""

    status: object
    out: str
    err: str


Cli = Callable[..., Said]


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    """cli("verify", path) -> Said."""

    def call(*arguments: object) -> Said:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Said(ended.value.code, out, err)

    return call


@pytest.fixture(scope="session")
def guest() -> Path:
    """guest.c as a SIP: see its head."""
    return build(Guest(HERE / "guest.c"), "cloister")
