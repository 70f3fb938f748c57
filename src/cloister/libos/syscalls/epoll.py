"""epoll(7): epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait."""

from __future__ import annotations

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_CLOEXEC
from cloister.abi.poll import EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, EPOLL_EVENT
from cloister.abi.time import MILLISECOND_NS
from cloister.libos.caller import Caller
from cloister.libos.errors import SyscallError
from cloister.libos.files.anonymous import anonymous_dentry
from cloister.libos.files.epoll import Epoll
from cloister.libos.files.paths import require_flags
from cloister.libos.syscalls.poll import set_mask
from cloister.libos.syscalls.table import Kind, Support, syscall

_MAX_EVENTS = 65536
_NOTE = "edges are judged at each wait; no epoll inside epoll"


@syscall("epoll_create", Kind.INT)
def epoll_create(thread: Caller, size: int) -> int:
    if size <= 0:
        raise SyscallError(Errno.EINVAL)
    return epoll_create1(thread, 0)


@syscall("epoll_create1", Kind.FLAGS)
def epoll_create1(thread: Caller, flags: int) -> int:
    require_flags(flags, O_CLOEXEC)
    epoll = Epoll(anonymous_dentry(thread.kernel.services.pipe_fs, b"eventpoll"))
    return thread.process.files.install(epoll, close_on_exec=bool(flags & O_CLOEXEC))


@syscall("epoll_ctl", Kind.FD, Kind.INT, Kind.FD, Kind.POINTER, support=Support.PARTIAL, note=_NOTE)
def epoll_ctl(thread: Caller, epfd: int, operation: int, fd: int, address: int) -> int:
    files = thread.process.files
    description, epoll = files.get(fd), _get(thread, epfd)
    if epfd == fd:
        raise SyscallError(Errno.EINVAL)
    if operation == EPOLL_CTL_DEL:
        epoll.remove(fd)
    elif operation in (EPOLL_CTL_ADD, EPOLL_CTL_MOD):
        events, data = EPOLL_EVENT.unpack(thread.memory.read(address, EPOLL_EVENT.size))
        if operation == EPOLL_CTL_ADD:
            epoll.add(fd, description, events, data)
        else:
            epoll.modify(fd, events, data)
    else:
        raise SyscallError(Errno.EINVAL)
    return 0


@syscall("epoll_wait", Kind.FD, Kind.POINTER, Kind.INT, Kind.INT, support=Support.PARTIAL, note=_NOTE)
async def epoll_wait(thread: Caller, epfd: int, address: int, limit: int, timeout_ms: int) -> int:
    if not 0 < limit <= _MAX_EVENTS:
        raise SyscallError(Errno.EINVAL)
    timeout_ns = None if timeout_ms < 0 else timeout_ms * MILLISECOND_NS
    events = await _get(thread, epfd).wait(thread, limit, timeout_ns)
    if events:
        thread.memory.write(address, b"".join(EPOLL_EVENT.pack(*event) for event in events))
    return len(events)


@syscall(
    "epoll_pwait",
    Kind.FD,
    Kind.POINTER,
    Kind.INT,
    Kind.INT,
    Kind.POINTER,
    Kind.SIZE,
    support=Support.PARTIAL,
    note=_NOTE,
)
async def epoll_pwait(
    thread: Caller, epfd: int, address: int, limit: int, timeout_ms: int, mask: int, mask_size: int
) -> int:
    set_mask(thread, mask, mask_size)
    return await epoll_wait(thread, epfd, address, limit, timeout_ms)


def _get(thread: Caller, epfd: int) -> Epoll:
    epoll = thread.process.files.get(epfd)
    if not isinstance(epoll, Epoll):
        raise SyscallError(Errno.EINVAL)
    return epoll
