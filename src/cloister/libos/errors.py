"""How a syscall handler fails."""

from cloister.abi.errno import Errno


class SyscallError(Exception):
    """The syscall returns -errno. Raise it anywhere below a handler."""

    def __init__(self, errno: Errno) -> None:
        super().__init__(errno)
        self.errno = errno


class Interrupted(SyscallError):
    """Thrown into a parked handler when a signal arrives: EINTR, or a restart if the syscall's declaration allows it.

    A handler that has already done part of its work catches it and returns what was done.
    """

    def __init__(self) -> None:
        super().__init__(Errno.EINTR)
