"""The build cache."""

import multiprocessing
from pathlib import Path

import pytest

from cloister.toolchain.sysroot.cache import build_once, digest


@pytest.fixture(autouse=True)
def private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLOISTER_CACHE", str(tmp_path))
    return tmp_path


def test_a_result_is_built_only_once() -> None:
    built: list[Path] = []

    def build(directory: Path) -> None:
        built.append(directory)
        (directory / "file").write_text("content")

    first, second = build_once("kind", "a" * 64, build), build_once("kind", "a" * 64, build)
    assert first == second
    assert (first / "file").read_text() == "content"
    assert len(built) == 1


def test_different_keys_are_different_results() -> None:
    assert build_once("kind", "a" * 64, lambda _: None) != build_once("kind", "b" * 64, lambda _: None)


def test_a_failed_build_leaves_nothing_and_is_tried_again(private_cache: Path) -> None:
    def fail(directory: Path) -> None:
        (directory / "half").write_text("done")
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        build_once("kind", "a" * 64, fail)
    assert not list(private_cache.rglob("half"))
    assert not (build_once("kind", "a" * 64, lambda _: None) / "half").exists()


def _count(marks: Path) -> None:
    build_once("kind", "a" * 64, lambda _: (marks / f"{multiprocessing.current_process().pid}").touch())


def test_two_builders_of_one_result_build_it_once(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    context = multiprocessing.get_context("fork")
    builders = [context.Process(target=_count, args=(marks,)) for _ in range(4)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert len(list(marks.iterdir())) == 1


def test_a_digest_tells_contents_names_and_boundaries_apart(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("same")
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    (tmp_path / "two/file").rename(tmp_path / "two/other")
    assert digest(tmp_path / "one") != digest(tmp_path / "two")
    assert digest("ab", "c") != digest("a", "bc")
