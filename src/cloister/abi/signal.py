"""signal(7): numbers, sigaction flags, codes of siginfo, and the masks that a sigset_t is."""

from enum import IntEnum
from typing import Final

SIGNAL_COUNT: Final = 64
SIGSET_SIZE: Final = 8
"""Bytes of the kernel's sigset_t: the only `sigsetsize` that system calls accept."""


class Signal(IntEnum):
    """The standard signals of x86-64. 34 to 64 are real-time signals and have no names here."""

    SIGHUP = 1
    SIGINT = 2
    SIGQUIT = 3
    SIGILL = 4
    SIGTRAP = 5
    SIGABRT = 6
    SIGBUS = 7
    SIGFPE = 8
    SIGKILL = 9
    SIGUSR1 = 10
    SIGSEGV = 11
    SIGUSR2 = 12
    SIGPIPE = 13
    SIGALRM = 14
    SIGTERM = 15
    SIGSTKFLT = 16
    SIGCHLD = 17
    SIGCONT = 18
    SIGSTOP = 19
    SIGTSTP = 20
    SIGTTIN = 21
    SIGTTOU = 22
    SIGURG = 23
    SIGXCPU = 24
    SIGXFSZ = 25
    SIGVTALRM = 26
    SIGPROF = 27
    SIGWINCH = 28
    SIGIO = 29
    SIGPWR = 30
    SIGSYS = 31


FIRST_REALTIME_SIGNAL: Final = 32


def mask_of(*signals: int) -> int:
    """The sigset_t that holds `signals`."""
    return sum(1 << (signal - 1) for signal in set(signals))


UNBLOCKABLE: Final = mask_of(Signal.SIGKILL, Signal.SIGSTOP)
SYNCHRONOUS: Final = mask_of(Signal.SIGSEGV, Signal.SIGBUS, Signal.SIGILL, Signal.SIGFPE, Signal.SIGTRAP, Signal.SIGSYS)
"""Faults; delivered before all others when several signals are pending."""

STOP_SIGNALS: Final = mask_of(Signal.SIGSTOP, Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU)
IGNORED_BY_DEFAULT: Final = mask_of(Signal.SIGCHLD, Signal.SIGURG, Signal.SIGWINCH, Signal.SIGCONT)
CORE_BY_DEFAULT: Final = mask_of(
    Signal.SIGQUIT, Signal.SIGILL, Signal.SIGTRAP, Signal.SIGABRT, Signal.SIGBUS, Signal.SIGFPE, Signal.SIGSEGV,
    Signal.SIGXCPU, Signal.SIGXFSZ, Signal.SIGSYS,
)  # fmt: skip
"""Terminated "with a core dump" (the status has the flag 0x80 only if one was written: never, so far)."""

SIG_DFL: Final = 0
SIG_IGN: Final = 1


class SignalFlag(IntEnum):
    """sa_flags of sigaction(2)."""

    SA_NOCLDSTOP = 1
    SA_NOCLDWAIT = 2
    SA_SIGINFO = 4
    SA_RESTORER = 0x04000000
    SA_ONSTACK = 0x08000000
    SA_RESTART = 0x10000000
    SA_NODEFER = 0x40000000
    SA_RESETHAND = 0x80000000


class SignalHow(IntEnum):
    """`how` of sigprocmask(2)."""

    SIG_BLOCK = 0
    SIG_UNBLOCK = 1
    SIG_SETMASK = 2


class SignalCode(IntEnum):
    """si_code values that the LibOS sets itself; fault codes come from the core."""

    SI_USER = 0
    SI_KERNEL = 0x80
    SI_QUEUE = -1
    SI_TIMER = -2
    SI_TKILL = -6


class ChildCode(IntEnum):
    """si_code of SIGCHLD and of waitid(2)."""

    CLD_EXITED = 1
    CLD_KILLED = 2
    CLD_DUMPED = 3
    CLD_TRAPPED = 4
    CLD_STOPPED = 5
    CLD_CONTINUED = 6


class AltStack(IntEnum):
    """ss_flags of sigaltstack(2)."""

    SS_ONSTACK = 1
    SS_DISABLE = 2
    SS_AUTODISARM = 0x80000000


MINSIGSTKSZ: Final = 2048
