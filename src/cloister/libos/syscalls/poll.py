"""poll(2): poll ppoll."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.poll import POLLFD, POLLNVAL
from cloister.abi.resource import Resource
from cloister.abi.signal import SIGSET_SIZE
from cloister.abi.time import MILLISECOND_NS
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.readiness import Interest, read_timeout, wait_until_ready
from cloister.libos.syscalls.table import Kind, syscall


@syscall("poll", Kind.POINTER, Kind.UINT, Kind.INT)
async def poll(thread: Caller, address: int, count: int, timeout_ms: int) -> int:
    return await _poll(thread, address, count, None if timeout_ms < 0 else timeout_ms * MILLISECOND_NS)


@syscall("ppoll", Kind.POINTER, Kind.UINT, Kind.POINTER, Kind.POINTER, Kind.SIZE)
async def ppoll(thread: Caller, address: int, count: int, timeout: int, mask: int, mask_size: int) -> int:
    """Unlike Linux's own call, what is left of the timeout is not written back; the C library hides that anyway."""
    timeout_ns = read_timeout(thread, timeout)
    set_mask(thread, mask, mask_size)
    return await _poll(thread, address, count, timeout_ns)


def set_mask(thread: Caller, mask: int, mask_size: int) -> None:
    """The temporary signal mask of ppoll, pselect6 and epoll_pwait, if they have one."""
    if mask == 0:
        return
    if mask_size != SIGSET_SIZE:
        raise SyscallError(Errno.EINVAL)
    thread.set_temporary_mask(thread.memory.read_u64(mask))


async def _poll(thread: Caller, address: int, count: int, timeout_ns: int | None) -> int:
    if count > thread.process.limit(Resource.NOFILE):
        raise SyscallError(Errno.EINVAL)
    entries = list(POLLFD.iter_unpack(thread.memory.read(address, count * POLLFD.size))) if count else []
    files = thread.process.files
    interests: dict[int, Interest] = {}
    for index, (fd, events, _revents) in enumerate(entries):
        if fd >= 0 and fd in files:
            interests[index] = (files.get(fd), events)
    answers = [POLLNVAL if fd >= 0 and fd not in files else 0 for fd, _events, _revents in entries]
    ready = await wait_until_ready(thread, list(interests.values()), 0 if any(answers) else timeout_ns)
    for index, bits in zip(interests, ready, strict=True):
        answers[index] = bits
    packed = [POLLFD.pack(fd, events, answer) for (fd, events, _), answer in zip(entries, answers, strict=True)]
    if packed:
        thread.memory.write(address, b"".join(packed))
    return sum(answer != 0 for answer in answers)
