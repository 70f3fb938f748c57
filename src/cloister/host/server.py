"""The untrusted side of the wall: serves the OCALL table (`abi.ocalls`) with bytes and integers only."""

from __future__ import annotations

import errno
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cloister.abi.ocalls import MAX_ERRNO, TABLE, Value, are_all_accepted
from cloister.host.clock import Clock
from cloister.host.files import Files
from cloister.host.poll import Poll
from cloister.host.streams import Streams
from cloister.host.terminal import Terminal


class Host:
    """One enclave's host. `root`: the directory its hostfs shows; `streams`: its stdin, stdout, stderr descriptors.

    Descriptors of the streams stay the caller's. OSError if `root` cannot be opened.
    """

    def __init__(self, root: Path | None = None, streams: tuple[int, int, int] = (0, 1, 2)) -> None:
        self._files = Files(root)
        handlers = Streams(streams)
        self._poll = Poll(handlers)
        families = (self._files, handlers, self._poll, Terminal(handlers), Clock())
        self._handlers: list[Callable[..., tuple[Value, ...]]] = [_handler(families, ocall.name) for ocall in TABLE]

    def call(self, number: int, arguments: tuple[Value, ...]) -> tuple[Value, ...]:
        """Answers OCALL `number`: (0, *replies), or (errno,). Arguments that the table does not allow are EINVAL."""
        if not 0 <= number < len(TABLE) or not are_all_accepted(TABLE[number].arguments, arguments):
            return (errno.EINVAL,)
        try:
            return (0, *self._handlers[number](*arguments))
        except (OSError, termios.error) as error:
            return (_errno_of(error),)

    def ring(self) -> None:
        """Makes the `poll` under way (or the next) return at once. From any thread, or a signal handler."""
        self._poll.ring()

    def close(self) -> None:
        self._files.close()
        self._poll.close()


def _handler(families: tuple[object, ...], name: str) -> Callable[..., tuple[Value, ...]]:
    for family in families:
        handler: Any = getattr(family, name, None)
        if handler is not None:
            return handler  # type: ignore[no-any-return]
    raise NotImplementedError(f"OCALL {name} is not served")


def _errno_of(error: OSError | termios.error) -> int:
    number = error.args[0] if error.args else None
    return number if isinstance(number, int) and 0 < number <= MAX_ERRNO else errno.EIO
