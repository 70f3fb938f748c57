"""Programs: from a file's bytes to a verified image that slots are made of.

A file is read and verified once: the verdict is kept under a hash of everything it depends on (the whole file, and the
verifier's fingerprint), and found again by the file's identity, so that a repeated exec neither reads nor hashes.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from cloister.abi.errno import Errno
from cloister.core import Core, Image
from cloister.libos.elf import ElfError, ElfProgram, read_elf
from cloister.libos.errors import SyscallError

MAX_IMAGES: Final = 256
MAX_IMAGES_SIZE: Final = 512 << 20
"""Programs kept ready, and bytes of their segments; the least recently used one goes first. Running processes keep
their own, which is charged to them."""
MAX_FILE_SIZE: Final = 1 << 30


class Executable(Protocol):
    """An open program file: see `libos.files.executable`."""

    @property
    def identity(self) -> Hashable: ...
    @property
    def size(self) -> int: ...
    @property
    def path(self) -> bytes: ...
    def read_at(self, offset: int, size: int) -> bytes: ...


Verify = Callable[[memoryview, int, memoryview, int, int], Any]
"""`cloister.verifier.verify`: its result has `.accepted` and `.refusals`."""


class NotAccepted(SyscallError):
    """ENOEXEC, with one line for people that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(Errno.ENOEXEC)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Program:
    """A verified program. `elf` has the places of its segments, without their contents."""

    image: Image
    elf: ElfProgram


class Loader:
    """The cache of programs. `verify` is the verifier, `fingerprint` what its verdicts depend on besides the file."""

    def __init__(self, core: Core, verify: Verify, fingerprint: str) -> None:
        self._core = core
        self._verify = verify
        self._fingerprint = fingerprint.encode()
        self._digests: dict[Hashable, bytes] = {}
        self._verdicts: OrderedDict[bytes, Program | NotAccepted] = OrderedDict()
        self.verified_count = 0

    def known(self, executable: Executable) -> Program | None:
        """The program if this very file has been accepted before: then it is no script, and need not be read again."""
        digest = self._digests.get(executable.identity)
        verdict = None if digest is None else self._verdicts.get(digest)
        return verdict if isinstance(verdict, Program) else None

    def load(self, executable: Executable) -> Program:
        """The program in `executable`. NotAccepted (ENOEXEC) if it is no program, or the verifier refuses it."""
        digest = self._digests.get(executable.identity)
        verdict = self._verdicts.get(digest) if digest is not None else None
        if digest is None or verdict is None:
            content = read_whole(executable)
            digest = hashlib.sha256(self._fingerprint + content).digest()
            verdict = self._verdicts.get(digest) or self._judge(content)
            self._remember(executable.identity, digest, verdict)
        self._verdicts.move_to_end(digest)
        if isinstance(verdict, NotAccepted):
            raise NotAccepted(verdict.reason)
        return verdict

    def _remember(self, identity: Hashable, digest: bytes, verdict: Program | NotAccepted) -> None:
        if len(self._digests) >= 16 * MAX_IMAGES:
            self._digests.clear()
        self._digests[identity] = digest
        self._verdicts[digest] = verdict
        while len(self._verdicts) > 1 and self._is_too_large():
            self._verdicts.popitem(last=False)

    def _is_too_large(self) -> bool:
        programs = [verdict.elf for verdict in self._verdicts.values() if isinstance(verdict, Program)]
        return len(self._verdicts) > MAX_IMAGES or sum(program.size for program in programs) > MAX_IMAGES_SIZE

    def _judge(self, content: bytes) -> Program | NotAccepted:
        self.verified_count += 1
        try:
            program = read_elf(content)
            image = self._make_image(program)
        except ElfError as error:
            return NotAccepted(f"{error}; build it with CC=cloister-cc")
        except ValueError as error:
            return NotAccepted(f"cannot be laid out in a slot: {error}")
        with image.text_view() as text, image.rodata_view() as rodata:
            verdict = self._verify(text, program.text.start, rodata, program.rodata.start, program.entry)
        if not verdict.accepted:
            return NotAccepted(f"not accepted by the verifier: {verdict.refusals[0]}; rebuild it with CC=cloister-cc")
        image.approve()
        return Program(image, program.without_contents())

    def _make_image(self, program: ElfProgram) -> Image:
        """Copies the segments in and seals the text: what is verified afterwards is what will run."""
        return Image(
            self._core,
            text=program.text.content,
            text_offset=program.text.start,
            rodata=program.rodata.content,
            rodata_offset=program.rodata.start,
            data=program.data.content,
            data_offset=program.data.start,
            data_end=program.data.end,
        )


def read_whole(executable: Executable) -> bytes:
    """The file's bytes. ENOEXEC if it is too large to be a program."""
    if executable.size > MAX_FILE_SIZE:
        raise NotAccepted(f"{executable.size} bytes are too many for a program")
    parts: list[bytes] = []
    offset = 0
    while part := executable.read_at(offset, 1 << 20):
        parts.append(part)
        offset += len(part)
    return b"".join(parts)
