"""The descriptor table of a process (CLONE_FILES shares it between threads), and its bindings in the core."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description

if TYPE_CHECKING:
    from cloister.core import Context

DEFAULT_LIMIT = 1024


class Descriptor(NamedTuple):
    """One entry of a table."""

    description: Description
    close_on_exec: bool


class FdTable:
    """Descriptors below `limit` (RLIMIT_NOFILE).

    Invariant: a descriptor is bound in the core (of the context attached) exactly if its description wants that now:
    `_bind` follows every change of an entry, `rebind` every change of a description.
    """

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self.limit = limit
        self._entries: dict[int, Descriptor] = {}
        self._lowest_free = 0
        """No descriptor below it is free."""
        self._context: Context | None = None

    # --- look-up ---

    def get(self, fd: int) -> Description:
        """EBADF."""
        try:
            return self._entries[fd].description
        except KeyError:
            raise SyscallError(Errno.EBADF) from None

    def entry(self, fd: int) -> Descriptor:
        """EBADF."""
        try:
            return self._entries[fd]
        except KeyError:
            raise SyscallError(Errno.EBADF) from None

    def __contains__(self, fd: int) -> bool:
        return fd in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def items(self) -> Iterator[tuple[int, Descriptor]]:
        """In the order of descriptors."""
        return iter(sorted(self._entries.items()))

    # --- changes ---

    def install(self, description: Description, *, lowest: int = 0, close_on_exec: bool = False) -> int:
        """The lowest free descriptor from `lowest` on; EMFILE."""
        fd = self._free_from(lowest)
        if fd >= self.limit:
            if description.holders == 0:
                description.close()
            raise SyscallError(Errno.EMFILE)
        self._set(fd, description, close_on_exec)
        return fd

    def install_at(self, fd: int, description: Description, *, close_on_exec: bool = False) -> int:
        """dup2: replaces what `fd` was. EBADF outside the limit."""
        if not 0 <= fd < self.limit:
            raise SyscallError(Errno.EBADF)
        old = self._entries.get(fd)
        self._set(fd, description, close_on_exec)
        if old is not None:
            old.description.detached(self, fd)
        return fd

    def close(self, fd: int) -> None:
        """EBADF."""
        try:
            entry = self._entries.pop(fd)
        except KeyError:
            raise SyscallError(Errno.EBADF) from None
        self._lowest_free = min(self._lowest_free, fd)
        if self._context is not None:
            self._context.unbind_fd(fd)
        entry.description.detached(self, fd)

    def set_close_on_exec(self, fd: int, closes: bool) -> None:
        """FD_CLOEXEC. EBADF."""
        self._entries[fd] = self.entry(fd)._replace(close_on_exec=closes)

    def close_on_exec(self) -> None:
        """execve(2): closes what was marked."""
        for fd in [fd for fd, entry in self._entries.items() if entry.close_on_exec]:
            self.close(fd)

    def close_all(self) -> None:
        """The process is gone, and with it its context: nothing is unbound there."""
        self._context = None
        entries, self._entries, self._lowest_free = self._entries, {}, 0
        for fd, entry in entries.items():
            entry.description.detached(self, fd)

    def fork(self, context: Context | None = None) -> FdTable:
        """A copy that shares the descriptions. `context` is the child's, with the native bindings copied already."""
        copy = FdTable(self.limit)
        copy._entries = self._entries.copy()
        copy._lowest_free = self._lowest_free
        copy._context = context
        for fd, entry in copy._entries.items():
            entry.description.attached(copy, fd)
        return copy

    # --- the core ---

    def attach(self, context: Context | None) -> None:
        """Keeps the native bindings in `context` from now on; None for no context."""
        self._context = context
        for fd in self._entries:
            self.rebind(fd)

    def rebind(self, fd: int) -> None:
        """The description of `fd` changed its mind about being answered natively."""
        if self._context is not None:
            self._context.unbind_fd(fd)
            self._entries[fd].description.bind(self._context, fd)

    def _set(self, fd: int, description: Description, close_on_exec: bool) -> None:
        self._entries[fd] = Descriptor(description, close_on_exec)
        description.attached(self, fd)
        self.rebind(fd)

    def _free_from(self, lowest: int) -> int:
        fd = max(lowest, self._lowest_free)
        while fd in self._entries:
            fd += 1
        if lowest <= self._lowest_free:
            self._lowest_free = fd
        return fd
