"""select(2): select pselect6."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.poll import POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI
from cloister.abi.time import MICROSECOND_NS
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.readiness import Interest, read_timeout, wait_until_ready
from cloister.libos.syscalls.poll import set_mask
from cloister.libos.syscalls.table import Kind, Support, syscall

_ASKED = (POLLIN, POLLOUT, POLLPRI)
_MEANT = (POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI)
"""For the three sets: what is waited for, and what then counts as ready."""

_MAX_COUNT = 65536
_NOTE = "what is left of the timeout is not written back"


@syscall(
    "select", Kind.INT, Kind.POINTER, Kind.POINTER, Kind.POINTER, Kind.POINTER, support=Support.PARTIAL, note=_NOTE
)
async def select(thread: Caller, count: int, readers: int, writers: int, exceptions: int, timeout: int) -> int:
    timeout_ns = read_timeout(thread, timeout, unit_ns=MICROSECOND_NS)
    return await _select(thread, count, (readers, writers, exceptions), timeout_ns)


@syscall(
    "pselect6",
    Kind.INT,
    Kind.POINTER,
    Kind.POINTER,
    Kind.POINTER,
    Kind.POINTER,
    Kind.POINTER,
    support=Support.PARTIAL,
    note=_NOTE,
)
async def pselect6(
    thread: Caller, count: int, readers: int, writers: int, exceptions: int, timeout: int, mask: int
) -> int:
    timeout_ns = read_timeout(thread, timeout)
    if mask:
        mask_address, mask_size = thread.memory.read_words(mask, 2)
        set_mask(thread, mask_address, mask_size)
    return await _select(thread, count, (readers, writers, exceptions), timeout_ns)


async def _select(thread: Caller, count: int, addresses: tuple[int, int, int], timeout_ns: int | None) -> int:
    if not 0 <= count <= _MAX_COUNT:
        raise SyscallError(Errno.EINVAL)
    size = (count + 63) // 64 * 8
    sets = [_members(thread, address, size, count) for address in addresses]
    interests = {fd: _interest(thread, fd, sets) for fd in sorted(set().union(*sets))}
    ready = await wait_until_ready(thread, list(interests.values()), timeout_ns)
    bits = dict(zip(interests, ready, strict=True))
    total = 0
    for address, members, meant in zip(addresses, sets, _MEANT, strict=True):
        chosen = {fd for fd in members if bits[fd] & meant}
        total += len(chosen)
        if address and size:
            thread.memory.write(address, sum(1 << fd for fd in chosen).to_bytes(size, "little"))
    return total


def _members(thread: Caller, address: int, size: int, count: int) -> set[int]:
    """The descriptors in an fd_set of `size` bytes."""
    if not address or not size:
        return set()
    bits = int.from_bytes(thread.memory.read(address, size), "little")
    return {fd for fd in range(count) if bits >> fd & 1}


def _interest(thread: Caller, fd: int, sets: list[set[int]]) -> Interest:
    events = sum(asked for asked, members in zip(_ASKED, sets, strict=True) if fd in members)
    return thread.process.files.get(fd), events
