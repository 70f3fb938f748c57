from collections.abc import Iterator
from pathlib import Path

import pytest
from guest import FakeKernel, Guest, new_host, new_kernel


@pytest.fixture
def kernel() -> Iterator[FakeKernel]:
    """An enclave without a root on the host: `/` is a ramfs."""
    host = new_host(None)
    yield new_kernel(host.call)
    host.close()


@pytest.fixture
def guest(kernel: FakeKernel) -> Guest:
    return Guest(kernel)


@pytest.fixture
def host_tree(tmp_path: Path) -> Path:
    """A small root directory on the host."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/motd").write_bytes(b"welcome\n")
    (tmp_path / "etc/big").write_bytes(bytes(range(256)) * 8192)
    (tmp_path / "etc/link").symlink_to("motd")
    (tmp_path / "etc/escape").symlink_to("/etc/motd")
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir/sub").mkdir()
    (tmp_path / "dir/sub/leaf").write_bytes(b"leaf")
    return tmp_path


@pytest.fixture
def overlay(host_tree: Path) -> Iterator[Guest]:
    """A guest whose `/` is the overlay over `host_tree`."""
    host = new_host(host_tree)
    yield Guest(new_kernel(host.call))
    host.close()
