"""The ports, built both ways, and the root trees."""

import os
import subprocess
from pathlib import Path

import pytest

from cloister.toolchain.ports import PORTS, WORKLOADS, port_path, rootfs
from cloister.toolchain.ports.text import SIZE, text_path
from cloister.toolchain.sysroot.errors import BuildError

SMALL = {"bzip2-bench": ("1",), "zlib-bench": ("1", "6"), "sqlite3": (":memory:",)}


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
def test_a_workload_prints_the_same_both_ways(workload, runner: Path) -> None:  # type: ignore[no-untyped-def]
    arguments = SMALL.get(workload.port, ("-", "10"))
    results = []
    for command in ([port_path(workload.port, "linux")], [runner, port_path(workload.port, "cloister"), workload.port]):
        with workload.stdin().open() as stdin:
            done = subprocess.run([*command, *arguments], stdin=stdin, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        results.append(done.stdout)
    assert results[0]
    assert results[0] == results[1]


@pytest.mark.parametrize("name", PORTS)
def test_both_flavours_of_a_port_are_static_programs(name: str) -> None:
    for flavour in ("linux", "cloister"):
        headers = subprocess.run(["readelf", "-lW", port_path(name, flavour)], capture_output=True, text=True).stdout
        assert "EXEC" in headers
        assert "INTERP" not in headers


def test_root_trees_hold_busybox_with_its_applets_and_a_text(tmp_path: Path) -> None:
    path = rootfs(tmp_path / "rootfs")
    for root in (path, tmp_path / "rootfs-linux"):
        assert os.access(root / "bin/busybox", os.X_OK)
        assert (root / "bin/sh").readlink() == Path("/bin/busybox")
        assert (root / "usr/bin/sort").is_symlink()
        assert (root / "root/text.txt").stat().st_size >= 1 << 20
        assert (root / "etc/passwd").read_text().startswith("root:")
    assert (path / "bin/busybox").read_bytes() != (tmp_path / "rootfs-linux/bin/busybox").read_bytes()


def test_the_text_is_prose() -> None:
    text = text_path().read_text(encoding="utf-8")
    assert len(text.encode()) >= SIZE
    assert text.count("<") < len(text) / 200
    assert sum(character.isalpha() or character.isspace() for character in text) > len(text) * 0.7


def test_an_unknown_port_is_one_clear_line() -> None:
    with pytest.raises(BuildError, match="there is no port 'emacs': one of busybox, lua"):
        port_path("emacs", "linux")


def test_an_unknown_flavour_is_refused() -> None:
    with pytest.raises(ValueError, match="no flavour 'windows'"):
        port_path("lua", "windows")
