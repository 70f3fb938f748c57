"""A syscall is declared once, here by decorator: number, argument kinds, support level, note.

Dispatch, strace, the compatibility page and the tests' inventory are derived from `TABLE`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from cloister.abi.syscalls import NUMBERS


class Kind(Enum):
    """What an argument is. value: (letter of the core's signature, how strace shows it)."""

    INT = ("i", "int")
    UINT = ("u", "uint")
    LONG = ("l", "long")
    SIZE = ("q", "size")
    FD = ("i", "fd")
    DIRFD = ("i", "dirfd")
    PID = ("i", "pid")
    SIGNAL = ("i", "signal")
    FLAGS = ("u", "hex")
    MODE = ("u", "octal")
    OFFSET = ("l", "long ")
    PATH = ("p", "path")
    STRING = ("p", "string")
    BUFFER_IN = ("p", "buffer in")
    BUFFER_OUT = ("p", "buffer out")
    POINTER = ("p", "pointer")

    @property
    def letter(self) -> str:
        return self.value[0]


class Support(Enum):
    FULL = "full"
    PARTIAL = "partial"


Handler = Callable[..., Any]
HandlerT = TypeVar("HandlerT", bound=Handler)


@dataclass(frozen=True, slots=True)
class Syscall:
    """One declaration. `restarts`: after a signal it is repeated (SA_RESTART, or no handler ran) instead of EINTR."""

    name: str
    number: int
    handler: Handler
    kinds: tuple[Kind, ...]
    support: Support
    note: str
    restarts: bool

    @property
    def signature(self) -> str:
        return "".join(kind.letter for kind in self.kinds)


TABLE: dict[int, Syscall] = {}
"""Number to declaration: filled when `libos.syscalls.inventory` imports the handler files."""


def syscall(
    name: str, *kinds: Kind, support: Support = Support.FULL, note: str = "", restarts: bool = False
) -> Callable[[HandlerT], HandlerT]:
    """Declares the decorated function as the handler of syscall `name` (its man-2 name).

    It is called as handler(thread, *arguments) and returns an int, or None if it has set the context's registers
    itself. A plain function if nothing in it can block, else `async def`. PARTIAL needs a note: what is missing.
    """

    def declare(handler: HandlerT) -> HandlerT:
        number = NUMBERS[name]
        if number in TABLE:
            raise ValueError(f"syscall {name} is declared twice")
        if (support is Support.PARTIAL) != bool(note):
            raise ValueError(f"syscall {name}: partial support and a note go together")
        TABLE[number] = Syscall(name, number, handler, kinds, support, note, restarts)
        return handler

    return declare
