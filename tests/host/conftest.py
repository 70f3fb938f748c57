from collections.abc import Iterator
from pathlib import Path

import pytest

from cloister.host.server import Host


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root").mkdir()
    (tmp_path / "secret").write_bytes(b"outside")
    root = tmp_path / "root"
    (root / "file").write_bytes(b"content")
    (root / "link").symlink_to("../secret")
    (root / "up").symlink_to("..")
    (root / "dir").mkdir()
    return root


@pytest.fixture
def host(root: Path) -> Iterator[Host]:
    host = Host(root, (-1, -1, -1))
    yield host
    host.close()
