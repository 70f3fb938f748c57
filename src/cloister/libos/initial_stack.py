"""What a program finds on its stack when it starts: argc, argv, envp, the auxiliary vector and what they point to.

From the top down: strings, a copy of the program headers (AT_PHDR: the file need not map its own), 16 random bytes,
then the vectors. The stack pointer is 0 mod 16 and points at argc.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from cloister.abi import elf, layout
from cloister.abi.elf import Auxiliary
from cloister.abi.errno import Errno
from cloister.abi.itimer import TICKS_PER_SECOND
from cloister.libos.credentials import Credentials
from cloister.libos.elf import ElfProgram
from cloister.libos.errors import SyscallError

MAX_STRING_SIZE: Final = 128 * 1024
"""MAX_ARG_STRLEN: one argument or variable with its NUL."""
MAX_STRINGS_SIZE: Final = layout.STACK_SIZE // 4
"""All of them with their pointers (execve(2): a quarter of the stack limit)."""
RANDOM_SIZE: Final = 16
_PLATFORM: Final = b"x86_64"


@dataclass(frozen=True, slots=True)
class StartArguments:
    """What execve passes on. `executed_path` is AT_EXECFN."""

    argv: list[bytes]
    environ: list[bytes]
    executed_path: bytes

    @property
    def size(self) -> int:
        """Bytes of the strings and their pointers."""
        strings = (*self.argv, *self.environ)
        return sum(map(len, strings)) + 9 * len(strings)

    def check_size(self) -> None:
        """E2BIG as execve(2) has it."""
        size = self.size
        if size > MAX_STRINGS_SIZE:
            raise SyscallError(Errno.E2BIG)
        if size >= MAX_STRING_SIZE and max(map(len, (*self.argv, *self.environ))) >= MAX_STRING_SIZE:
            raise SyscallError(Errno.E2BIG)


def build_stack(
    program: ElfProgram, arguments: StartArguments, credentials: Credentials, random: bytes, hardware: int
) -> tuple[int, bytes]:
    """(stack pointer, the bytes from there to the stack's top). `random`: RANDOM_SIZE bytes; `hardware`: AT_HWCAP."""
    argv, environ = arguments.argv, arguments.environ
    strings = [*argv, *environ, arguments.executed_path, _PLATFORM]
    pool = b"\0".join(strings) + b"\0"
    base = program.data.start - len(pool)
    addresses = list(accumulate((len(string) + 1 for string in strings), initial=base))
    headers = (base - len(program.program_headers)) & ~15
    random_address = headers - RANDOM_SIZE
    platform, path = addresses[-2], addresses[-3]
    auxiliary = _auxiliary(program, credentials, hardware, headers, random_address, platform, path)
    environ_start, environ_end = len(argv), len(argv) + len(environ)
    words = [len(argv), *addresses[:environ_start], 0, *addresses[environ_start:environ_end], 0, *auxiliary]
    stack = (random_address - 8 * len(words)) & ~15
    vectors = struct.pack(f"<{len(words)}Q", *words).ljust(random_address - stack, b"\0")
    return stack, vectors + random + program.program_headers.ljust(base - headers, b"\0") + pool


def _auxiliary(
    program: ElfProgram, credentials: Credentials, hardware: int, headers: int, random: int, platform: int, path: int
) -> list[int]:
    """The auxiliary vector as words. AT_SECURE is always 0: no set-id programs, and the environment is the owner's."""
    return [
        *(Auxiliary.AT_PHDR, headers, Auxiliary.AT_PHENT, elf.PROGRAM_HEADER.size),
        *(Auxiliary.AT_PHNUM, program.program_header_count, Auxiliary.AT_PAGESZ, layout.PAGE_SIZE),
        *(Auxiliary.AT_BASE, 0, Auxiliary.AT_FLAGS, 0, Auxiliary.AT_ENTRY, program.entry),
        *(Auxiliary.AT_UID, credentials.uid, Auxiliary.AT_EUID, credentials.euid),
        *(Auxiliary.AT_GID, credentials.gid, Auxiliary.AT_EGID, credentials.egid),
        *(Auxiliary.AT_SECURE, 0, Auxiliary.AT_HWCAP, hardware, Auxiliary.AT_CLKTCK, TICKS_PER_SECOND),
        *(Auxiliary.AT_RANDOM, random, Auxiliary.AT_PLATFORM, platform, Auxiliary.AT_EXECFN, path),
        *(Auxiliary.AT_NULL, 0),
    ]
