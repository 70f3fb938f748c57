"""libos.initial_stack: read back as a program's start code reads it."""

from __future__ import annotations

import struct

import pytest
from tests.libos.elves import ElfFile

from cloister.abi.elf import Auxiliary
from cloister.abi.errno import Errno
from cloister.libos.credentials import Credentials
from cloister.libos.elf import read_elf
from cloister.libos.errors import SyscallError
from cloister.libos.initial_stack import MAX_STRING_SIZE, StartArguments, build_stack

PROGRAM = read_elf(ElfFile().build())
RANDOM = bytes(range(16))


class Stack:
    """What start code finds."""

    def __init__(self, argv: list[bytes], environ: list[bytes]) -> None:
        arguments = StartArguments(argv, environ, b"/bin/program")
        self.pointer, self.content = build_stack(PROGRAM, arguments, Credentials(uid=5, euid=6), RANDOM, 0)
        words = struct.unpack(f"<{len(self.content) // 8}Q", self.content[: len(self.content) // 8 * 8])
        self.argc = words[0]
        self.argv = [self.string(word) for word in words[1 : 1 + self.argc]]
        rest = words[2 + self.argc :]
        assert words[1 + self.argc] == 0
        environ_count = rest.index(0)
        self.environ = [self.string(word) for word in rest[:environ_count]]
        auxiliary = rest[environ_count + 1 :]
        pairs = zip(auxiliary[::2], auxiliary[1::2], strict=False)
        self.auxiliary: dict[int, int] = {}
        for key, value in pairs:
            if key == Auxiliary.AT_NULL:
                break
            self.auxiliary[key] = value

    def bytes_at(self, address: int, size: int) -> bytes:
        return self.content[address - self.pointer :][:size]

    def string(self, address: int) -> bytes:
        return self.content[address - self.pointer :].split(b"\0")[0]


@pytest.mark.parametrize("count", range(5))
def test_a_program_finds_its_arguments_and_an_aligned_stack(count: int) -> None:
    argv, environ = [b"arg" * i for i in range(count)], [b"A=%d" % i for i in range(3)]
    stack = Stack(argv, environ)
    assert stack.pointer % 16 == 0
    assert stack.pointer + len(stack.content) == PROGRAM.data.start
    assert (stack.argv, stack.environ) == (argv, environ)


def test_the_auxiliary_vector_points_at_what_it_promises() -> None:
    stack = Stack([b"x"], [])
    auxiliary = stack.auxiliary
    assert auxiliary[Auxiliary.AT_ENTRY] == PROGRAM.entry
    assert auxiliary[Auxiliary.AT_PAGESZ] == 4096
    assert (auxiliary[Auxiliary.AT_UID], auxiliary[Auxiliary.AT_EUID]) == (5, 6)
    assert stack.string(auxiliary[Auxiliary.AT_EXECFN]) == b"/bin/program"
    assert stack.bytes_at(auxiliary[Auxiliary.AT_RANDOM], 16) == RANDOM
    headers = stack.bytes_at(auxiliary[Auxiliary.AT_PHDR], len(PROGRAM.program_headers))
    assert headers == PROGRAM.program_headers
    assert auxiliary[Auxiliary.AT_PHNUM] == 3


def test_arguments_that_are_too_long_are_e2big() -> None:
    for argv in ([b"x" * MAX_STRING_SIZE], [b"x" * 1000] * 3000):
        with pytest.raises(SyscallError) as failure:
            StartArguments(argv, [], b"/x").check_size()
        assert failure.value.errno is Errno.E2BIG
    StartArguments([b"x" * (MAX_STRING_SIZE - 1)], [], b"/x").check_size()
