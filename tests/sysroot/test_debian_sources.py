"""Fetching Debian's sources, with a fake apt-get on the PATH where the network would be needed."""

from pathlib import Path

import pytest

from cloister.toolchain.sysroot import debian
from cloister.toolchain.sysroot.errors import BuildError, run


@pytest.fixture
def apt_get(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in place of apt-get; its calls are logged in apt.log. The cache is private."""
    monkeypatch.setenv("CLOISTER_CACHE", str(tmp_path / "cache"))
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    return tmp_path / "bin/apt-get"


def _script(path: Path, text: str) -> None:
    path.write_text(f'#!/bin/sh\necho "$@" >>"{path.parent}/apt.log"\n{text}\n')
    path.chmod(0o755)


def test_offline_is_one_clear_line(apt_get: Path) -> None:
    _script(
        apt_get, 'case "$1" in indextargets) echo deb-src x: stable main;; *) echo "E: no network" >&2; exit 100;; esac'
    )
    with pytest.raises(BuildError) as error:
        debian.source_tree("musl")
    assert "is the network up?" in str(error.value)
    assert "E: no network" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_machine_without_archives_is_told_so(apt_get: Path) -> None:
    _script(apt_get, "exit 0")
    with pytest.raises(BuildError, match="no Debian archive configured"):
        debian.source_tree("musl")


def test_source_lists_come_from_the_machines_own_archives(apt_get: Path, tmp_path: Path) -> None:
    lines = "echo deb-src a: stable main; echo deb-src a: stable main; echo deb-src b: extra contrib"
    _script(apt_get, f'case "$1" in indextargets) {lines};; *) exit 1;; esac')
    with pytest.raises(BuildError):
        debian.source_tree("musl")
    calls = (tmp_path / "bin/apt.log").read_text().splitlines()
    assert calls[0].startswith("indextargets")
    assert "Dir::Etc::sourceparts=/dev/null" in calls[1]
    assert str(tmp_path / "cache") in calls[1]


def test_signatures_stay_checked() -> None:
    text = Path(debian.__file__).read_text()
    assert "trusted=yes" not in text
    assert "AllowUnauthenticated" not in text
    assert "AllowInsecure" not in text


def test_a_missing_tool_is_named() -> None:
    with pytest.raises(BuildError, match="testing: no-such-tool is not installed"):
        run(["no-such-tool"], "testing")


def test_a_failing_tool_gives_its_first_error_line() -> None:
    with pytest.raises(BuildError, match=r"testing: sh failed: x\.c:1: error: bad"):
        run(["sh", "-c", "echo note >&2; echo x.c:1: error: bad >&2; echo end >&2; exit 3"], "testing")
