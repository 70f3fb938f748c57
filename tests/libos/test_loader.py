"""libos.loader: what is verified, how often, and what is kept. Image and verifier are stand-ins."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.libos.elves import TEXT, ElfFile

from cloister.core import Core
from cloister.libos import loader
from cloister.libos.loader import Loader, NotAccepted


class FakeImage:
    """Remembers what it was made of."""

    def __init__(self, _core: Core, **segments: Any) -> None:
        self.segments = segments
        self.is_approved = False

    def text_view(self) -> memoryview:
        return memoryview(self.segments["text"])

    def rodata_view(self) -> memoryview:
        return memoryview(self.segments["rodata"])

    def approve(self) -> None:
        self.is_approved = True


@dataclass
class File:
    """An executable with an identity of its own choice."""

    content: bytes
    identity: int = 1
    path: bytes = b"/bin/program"
    read_count: int = 0

    @property
    def size(self) -> int:
        return len(self.content)

    def read_at(self, offset: int, size: int) -> bytes:
        self.read_count += 1
        return self.content[offset : offset + size]


class Verifier:
    """Says `accepted` and remembers what it was asked."""

    def __init__(self, accepted: bool = True) -> None:
        self.accepted = accepted
        self.asked: list[bytes] = []

    def __call__(self, text: memoryview, *_places: object) -> SimpleNamespace:
        self.asked.append(bytes(text))
        return SimpleNamespace(accepted=self.accepted, refusals=("0x400000: system: hlt",))


@pytest.fixture(autouse=True)
def fake_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "Image", FakeImage)


def new_loader(verifier: Verifier) -> Loader:
    return Loader(cast(Core, None), verifier, "fingerprint")


GOOD = ElfFile().build()


def test_a_program_is_read_and_verified_once_and_approved_after_that() -> None:
    verifier, file = Verifier(), File(GOOD)
    programs = new_loader(verifier)
    first = programs.load(file)
    reads = file.read_count
    assert programs.load(file) is first
    assert programs.known(file) is first
    assert file.read_count == reads
    assert verifier.asked == [TEXT]
    assert cast(FakeImage, first.image).is_approved
    assert first.elf.text.content == b""


def test_the_same_bytes_under_another_name_share_the_verdict() -> None:
    verifier = Verifier()
    programs = new_loader(verifier)
    assert programs.load(File(GOOD, identity=1)) is programs.load(File(GOOD, identity=2))
    assert len(verifier.asked) == 1


def test_other_bytes_are_judged_anew() -> None:
    verifier = Verifier()
    programs = new_loader(verifier)
    programs.load(File(GOOD))
    programs.load(File(GOOD[:-1] + b"X", identity=2))
    assert len(verifier.asked) == 2


def test_a_refusal_names_rule_address_and_cure_and_is_kept_and_never_approved() -> None:
    verifier = Verifier(accepted=False)
    programs = new_loader(verifier)
    for _ in range(2):
        with pytest.raises(NotAccepted) as refusal:
            programs.load(File(GOOD))
        assert refusal.value.reason == (
            "not accepted by the verifier: 0x400000: system: hlt; rebuild it with CC=cloister-cc"
        )
    assert len(verifier.asked) == 1
    assert programs.known(File(GOOD)) is None


def test_the_cache_gives_up_the_oldest_programs_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "MAX_IMAGES", 2)
    verifier = Verifier()
    programs = new_loader(verifier)
    files = [File(GOOD + bytes([number]), identity=number) for number in range(3)]
    for file in files:
        programs.load(file)
    assert [programs.known(file) is not None for file in files] == [False, True, True]


def test_the_cache_is_bounded_by_size_but_keeps_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "MAX_IMAGES_SIZE", 1)
    programs = new_loader(Verifier())
    files = [File(GOOD + bytes([number]), identity=number) for number in range(2)]
    for file in files:
        programs.load(file)
    assert [programs.known(file) is not None for file in files] == [False, True]


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "MAX_FILE_SIZE", 10)
    file = File(GOOD)
    with pytest.raises(NotAccepted):
        new_loader(Verifier()).load(file)
    assert file.read_count == 0
