"""Numbers that stand for host descriptors in OCALLs: the enclave can name only what it opened."""

from __future__ import annotations

import errno
import os


class Handles:
    """Handle to descriptor, for files and directories below the root."""

    def __init__(self, limit: int = 512) -> None:
        self._descriptors: dict[int, int] = {}
        self._next = 0
        self._limit = limit

    def add(self, descriptor: int) -> int:
        """Takes the descriptor over. ENFILE beyond the limit (it is closed then)."""
        if len(self._descriptors) >= self._limit:
            os.close(descriptor)
            raise OSError(errno.ENFILE, "too many handles")
        self._next = (self._next + 1) & 0x7FFFFFFF
        while self._next in self._descriptors:
            self._next = (self._next + 1) & 0x7FFFFFFF
        self._descriptors[self._next] = descriptor
        return self._next

    def get(self, handle: int) -> int:
        """EBADF for a number that is none."""
        try:
            return self._descriptors[handle]
        except KeyError:
            raise OSError(errno.EBADF, "no such handle") from None

    def close(self, handle: int) -> None:
        os.close(self.get(handle))
        del self._descriptors[handle]

    def close_all(self) -> None:
        for handle in list(self._descriptors):
            self.close(handle)
