"""Resource limits of a process (getrlimit(2)) and of the whole enclave (`cloister run --memory --pids`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cloister.abi import layout
from cloister.abi.errno import Errno
from cloister.abi.resource import RLIM_INFINITY, Resource
from cloister.libos.errors import SyscallError

_DEFAULTS: Mapping[Resource, tuple[int, int]] = dict.fromkeys(Resource, (RLIM_INFINITY, RLIM_INFINITY)) | {
    Resource.STACK: (layout.STACK_SIZE, layout.STACK_SIZE),
    Resource.CORE: (0, RLIM_INFINITY),
    Resource.NOFILE: (1024, 4096),
    Resource.MEMLOCK: (64 * 1024, 64 * 1024),
    Resource.MSGQUEUE: (819200, 819200),
    Resource.NICE: (0, 0),
    Resource.RTPRIO: (0, 0),
}


class ProcessLimits:
    """The rlimits of one process: soft and hard values, inherited by fork and kept by exec.

    Relatives share a table of them; a change makes a new one.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[Resource, tuple[int, int]] = _DEFAULTS) -> None:
        self._values = values

    def fork(self) -> ProcessLimits:
        return ProcessLimits(self._values)

    def get(self, resource: Resource) -> tuple[int, int]:
        """(soft, hard)."""
        return self._values[resource]

    def soft(self, resource: Resource) -> int:
        return self._values[resource][0]

    def set(self, resource: Resource, soft: int, hard: int, *, privileged: bool) -> None:
        """EINVAL if soft exceeds hard; EPERM if an unprivileged process raises its hard limit."""
        if soft > hard:
            raise SyscallError(Errno.EINVAL)
        if hard > self._values[resource][1] and not privileged:
            raise SyscallError(Errno.EPERM)
        self._values = {**self._values, resource: (soft, hard)}


@dataclass(slots=True)
class EnclaveLimits:
    """What all processes together may use. `memory_used` counts committed bytes: see `memory.AddressSpace`."""

    memory_size: int | None = None
    process_count: int | None = None
    memory_used: int = 0
    memory_peak: int = 0

    def charge(self, size: int) -> None:
        """Takes `size` bytes of the enclave's memory. ENOMEM if they would exceed the limit."""
        if self.memory_size is not None and self.memory_used + size > self.memory_size:
            raise SyscallError(Errno.ENOMEM)
        self.memory_used += size
        if self.memory_used > self.memory_peak:
            self.memory_peak = self.memory_used

    def release(self, size: int) -> None:
        self.memory_used -= size


class MemoryAccount:
    """What one domain has been charged: against RLIMIT_AS of its process and the enclave's limit."""

    __slots__ = ("_enclave", "limits", "size")

    def __init__(self, limits: ProcessLimits, enclave: EnclaveLimits) -> None:
        self._enclave = enclave
        self.limits = limits
        self.size = 0

    def fork(self, limits: ProcessLimits) -> MemoryAccount:
        """The same charge once more, for a child. ENOMEM by the enclave's limit."""
        child = MemoryAccount(limits, self._enclave)
        self._enclave.charge(self.size)
        child.size = self.size
        return child

    def charge(self, size: int) -> None:
        """ENOMEM over a limit; then nothing is charged."""
        if self.size + size > self.limits.soft(Resource.AS):
            raise SyscallError(Errno.ENOMEM)
        self._enclave.charge(size)
        self.size += size

    def release(self, size: int) -> None:
        self._enclave.release(size)
        self.size -= size
