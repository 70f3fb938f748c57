"""A counter that can be waited for (eventfd(2))."""

# ruff: noqa: ARG002 (an interface names arguments that not every implementation needs)

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from cloister.abi.errno import Errno
from cloister.abi.poll import READABLE, WRITABLE
from cloister.libos.errors import SyscallError
from cloister.libos.files.description import Description
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.wait import WaitQueue, wait

if TYPE_CHECKING:
    from cloister.libos.caller import Caller

_COUNTER = struct.Struct("<Q")
_LARGEST = (1 << 64) - 2


class EventCounter(Description):
    """`is_semaphore`: a read takes one instead of all."""

    def __init__(self, dentry: Dentry, flags: int, count: int, *, is_semaphore: bool) -> None:
        super().__init__(dentry, flags)
        self._count = count
        self._is_semaphore = is_semaphore
        self._changed = WaitQueue()

    async def read(self, thread: Caller, size: int) -> bytes:
        if size < _COUNTER.size:
            raise SyscallError(Errno.EINVAL)
        while self._count == 0:
            await self._wait()
        taken = 1 if self._is_semaphore else self._count
        self._count -= taken
        self._changed.wake_all()
        return _COUNTER.pack(taken)

    async def write(self, thread: Caller, data: bytes) -> int:
        if len(data) < _COUNTER.size:
            raise SyscallError(Errno.EINVAL)
        (added,) = _COUNTER.unpack_from(data)
        if added > _LARGEST:
            raise SyscallError(Errno.EINVAL)
        while self._count + added > _LARGEST:
            await self._wait()
        self._count += added
        self._changed.wake_all()
        return _COUNTER.size

    async def _wait(self) -> None:
        if self.is_nonblocking:
            raise SyscallError(Errno.EAGAIN)
        await wait(self._changed)

    def readiness(self, thread: Caller) -> int:
        return (READABLE if self._count else 0) | (WRITABLE if self._count < _LARGEST else 0)

    def queues(self, thread: Caller, events: int) -> tuple[WaitQueue, ...]:
        return (self._changed,)
