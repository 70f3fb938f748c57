"""poll(2) and epoll(7) constants and structs of x86-64 Linux. EPOLLIN and so on are the same bits as POLLIN."""

import struct
from typing import Final

POLLIN: Final = 0x001
POLLPRI: Final = 0x002
POLLOUT: Final = 0x004
POLLERR: Final = 0x008
POLLHUP: Final = 0x010
POLLNVAL: Final = 0x020
POLLRDNORM: Final = 0x040
POLLRDBAND: Final = 0x080
POLLWRNORM: Final = 0x100
POLLWRBAND: Final = 0x200
POLLRDHUP: Final = 0x2000

READABLE: Final = POLLIN | POLLRDNORM
WRITABLE: Final = POLLOUT | POLLWRNORM
ALWAYS: Final = POLLERR | POLLHUP | POLLNVAL
"""Reported whether asked for or not."""

EPOLLEXCLUSIVE: Final = 1 << 28
EPOLLWAKEUP: Final = 1 << 29
EPOLLONESHOT: Final = 1 << 30
EPOLLET: Final = 1 << 31
EPOLL_CTL_ADD: Final = 1
EPOLL_CTL_DEL: Final = 2
EPOLL_CTL_MOD: Final = 3

POLLFD: Final = struct.Struct("<iHH")
"""fd, events, revents."""
EPOLL_EVENT: Final = struct.Struct("<IQ")
"""events, data: packed on x86-64."""
