"""`cloister cache` measures and removes what is ours, and nothing else."""

from pathlib import Path

import pytest

from .conftest import Cli


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with a sysroot, a port and a file of somebody else."""
    for name in ("sysroot-0123/lib/libc.a", "ports/lua-linux-01/lua", ".sysroot-0123.lock", "letters/mine.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * 1_000_000)
    monkeypatch.setenv("CLOISTER_CACHE", str(tmp_path))
    return tmp_path


def test_size_adds_up_by_kind(cli: Cli, cache: Path) -> None:
    lines = [line.split() for line in cli("cache", "size").out.splitlines()]
    assert lines[0] == [str(cache)]
    assert ["2.0", "MB", "sysroot"] in lines
    assert ["1.0", "MB", "ports"] in lines


def test_clean_leaves_what_is_not_ours(cli: Cli, cache: Path) -> None:
    assert cli("cache", "clean").status == 0
    assert [path.name for path in cache.iterdir()] == ["letters"]


def test_clean_of_one_kind_leaves_the_others(cli: Cli, cache: Path) -> None:
    cli("cache", "clean", "ports")
    assert sorted(path.name for path in cache.iterdir()) == [".sysroot-0123.lock", "letters", "sysroot-0123"]


def test_an_unknown_kind_is_wrong_usage(cli: Cli, cache: Path) -> None:
    assert cli("cache", "clean", "letters").status == 2
    assert (cache / "letters/mine.txt").exists()
