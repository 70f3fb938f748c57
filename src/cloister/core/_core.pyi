"""The native core's face: mechanism only, policy is the LibOS's (native/core, native/binding).

Words: a *slot* is 4 GiB of the ELRANGE, a domain's address space. A *context* is one thread of a SIP: registers and a
control stack. An *image* is a program's verified text, read-only data and initial data, shared by all its slots. A
*ring* is a pipe's buffer. All addresses that cross this face are slot offsets (allegations where a guest made them);
sizes are bytes. One host thread at a time runs `Core.run`; all other methods are called by that thread with the GIL
held, except `Core.interrupt`, which may be called from any thread.

Errors: `Fault` where a guest range is outside its domain or not accessible (EFAULT); MemoryError where no slot,
control stack or host memory is left; ValueError and RuntimeError for misuse by trusted code.
"""

from collections.abc import Callable
from typing import Any, Final, Self, final

_Handler = Callable[..., Any]

class Fault(Exception):
    """A guest range that cannot be accessed as asked. args: (address, size)."""

READ: Final[int]
WRITE: Final[int]
EXEC: Final[int]

@final
class Image:
    """A program in a sealed memfd: [gate page | text | read-only data], and the initial bytes of its rw- segment.

    `text_offset` is PROGRAM_BASE (or above, page aligned: the hole is CC); the core writes the gate page, fills gaps
    and tails of text with CC (int3), copies everything in, and seals the memfd against writing before the constructor
    returns. The image cannot be mapped until `approve()`.
    """

    def __init__(
        self,
        core: Core,
        *,
        text: bytes,
        text_offset: int,
        rodata: bytes,
        rodata_offset: int,
        data: bytes,
        data_offset: int,
        data_end: int,
    ) -> None:
        """`data_end` is one past bss. rodata may be empty. ValueError if segments overlap, are misaligned or out of
        range."""
    def text_view(self) -> memoryview:
        """Read-only view of the sealed text, page-padded with CC, from `text_offset`: what the verifier reads."""
    def rodata_view(self) -> memoryview:
        """Read-only view of the sealed read-only segment, zero-padded to a page."""
    def approve(self) -> None:
        """States that the verifier accepted `text_view()` and `rodata_view()`; slots may be made from now on."""
    def slot(self) -> Slot:
        """A scrubbed slot with this image mapped, from the warm pool or cold. MemoryError if none is left."""
    @property
    def warm_count(self) -> int: ...

@final
class Slot:
    """One domain's memory. Freed by `release()` or when the last reference goes."""

    image: Image
    index: int
    def read(self, address: int, size: int) -> bytes:
        """Copies in. Fault unless the whole range is readable by the guest. address is truncated to 32 bits first."""
    def write(self, address: int, data: bytes | bytearray | memoryview) -> None:
        """Copies out. Fault unless the whole range is guest-writable (never the immutable parts)."""
    def read_cstring(self, address: int, max_size: int) -> bytes | None:
        """Bytes before the NUL; None if there is no NUL within max_size bytes."""
    def read_u32(self, address: int) -> int: ...
    def read_u64(self, address: int) -> int: ...
    def read_words(self, address: int, count: int) -> tuple[int, ...]:
        """`count` u64s, one copy."""
    def write_u32(self, address: int, value: int) -> None: ...
    def write_u64(self, address: int, value: int) -> None: ...
    def protect(self, address: int, size: int, protection: int, *, keep: bool = False) -> None:
        """Opens (0 -> READ|WRITE), restricts or closes page-aligned ranges in [image rw start - STACK_SIZE, USER_END).

        Fresh pages read as zero. protection 0 also discards the contents, as munmap does, but with `keep` they stay, as
        mprotect to PROT_NONE does. ValueError for ranges outside. Never EXEC.
        """
    def discard(self, address: int, size: int, *, is_lazy: bool = False) -> None:
        """madvise(MADV_DONTNEED) semantics: pages read as zero afterwards. With `is_lazy` MADV_FREE's: only if the host
        wants the memory before the next write to the page.
        """
    def resident_size(self) -> int:
        """Bytes of private pages present."""
    def fork(self) -> Slot:
        """A new slot of the same image with a copy of all private pages and the same protections. MemoryError."""
    def release(self) -> None:
        """Scrubs and returns the slot to the warm pool. RuntimeError while a context still lives in it."""

@final
class Context:
    """One guest thread. `owner` is any Python object: it is the first argument of every handler."""

    owner: Any
    slot: Slot
    attention: bool
    """When true, the attention handler is called before the guest's next instruction (syscall exit, tick, wake)."""
    thread_pointer: int
    signal_mask: int
    """Bit n - 1 set: signal n is blocked. Once it was assigned, this is where the mask lives: rt_sigprocmask is then
    answered natively (never with SIGKILL or SIGSTOP in it) unless `has_pending_signals`. A fork's child inherits it."""
    has_pending_signals: bool
    """The LibOS keeps it true while any signal is pending for the thread, so that unblocking goes to Python. False at
    first, in a fork's child too."""

    def __new__(cls, core: Core, slot: Slot, owner: Any, *, entry: int, stack: int) -> Self:
        """Will start at `entry`, which must hold a cfi_label in verified text (else ValueError), with R14 = stack and
        all other registers zero.

        R14 = stack is what RSP is at the entry of an ELF program (argc lies at `stack`): _start is called without a
        hole. Not runnable until `start()`.
        """
    def start(self, *, runs_first: bool = False) -> None:
        """Puts it on the run queue for the first time. `runs_first`: it runs as soon as the present handler returns,
        and the context that called comes right after it: a fork's child is then often a zombie before its parent
        waits."""
    def fork(self, slot: Slot, owner: Any, *, stack: int | None = None, share_files: bool = False) -> Context:
        """Copy of this context, which is in a syscall, for `slot` (a fork of its own, or its own slot: vfork, clone).

        The copy's control stack is copied and rebased; it will see the syscall return 0 when started. `stack`: R14 of
        the copy if given. The native fd bindings are copied, or shared (threads) with `share_files`.
        """
    def exec(self, slot: Slot, *, entry: int, stack: int) -> None:
        """Moves this context to `slot` and resets all registers and the control stack, as a new Context has them."""
    def complete(self, result: int) -> None:
        """Ends the pending suspended syscall with `result` (a negative errno on error) and makes the context
        runnable."""
    def restart_syscall(self) -> None:
        """The syscall is dispatched again, with the same number and arguments, before the guest goes on.

        For use while it is pending, or in the attention handler after it has got a result, before any push_signal: then
        it is dispatched when the signal handler has returned. RuntimeError where the context is at no syscall.
        """
    def suspend(self) -> None:
        """As SIGSTOP: not runnable until `resume()`, whatever completes meanwhile. The running context stops when its
        handler returns."""
    def resume(self) -> None: ...
    def interrupt_ring(self) -> bool:
        """If it is blocked in a native ring operation: takes it out of the ring's queue, gives -EINTR (or bytes done),
        makes it runnable."""
    def is_blocked_in_ring(self) -> bool: ...
    def push_signal(self, handler: int, stack: int, rdi: int, rsi: int, rdx: int) -> None:
        """Saves all state in the core, keyed by control-stack depth, and enters `handler` (a cfi_label, else
        ValueError) with R14 = stack, when resumed; its return lands in the gate's SIGRETURN, which calls the sigreturn
        handler. MemoryError when too many (64) are pending or the control stack is full. RuntimeError while a syscall
        is pending: `complete` or `restart_syscall` first.
        """
    def pop_signal(self, registers: dict[str, int] | None = None) -> None:
        """Restores the newest saved state (what sigreturn does). RuntimeError if none is pending at this depth.
        `registers`: values to change, named as in `registers()`. A state saved at a syscall takes all but rflags; one
        saved between two instructions takes them only together with a new rip, which must be a cfi_label: it may
        stand inside a pseudo-instruction. What is not allowed is ignored."""
    def signal_depth(self) -> int:
        """Number of saved states."""
    def registers(self) -> dict[str, int]:
        """rax..r15 (rsp is shown as R14's value, r14 and r11 as 0), rip as a slot offset, rflags: for frames, strace
        and dumps."""
    def kill(self) -> None:
        """Never runs again: off every queue, its control stack and its reference to the slot given up. Idempotent.
        May be called on the running context. Afterwards most methods raise RuntimeError, and `slot` AttributeError."""
    def bind_ring(self, fd: int, ring: Ring, mode: int) -> None:
        """read/readv (mode READ) or write/writev (mode WRITE) on this fd is from now on answered natively.
        Use `unbind_fd` at close, dup2, close-on-exec, O_NONBLOCK."""
    def unbind_fd(self, fd: int) -> None: ...
    def set_ids(self, *, pid: int, ppid: int, tid: int, uid: int, gid: int, euid: int, egid: int) -> None:
        """What getpid, getppid, gettid, getuid, ... answer natively."""

@final
class Ring:
    """A pipe's buffer (pipe(7)): byte stream, atomic writes up to PIPE_BUF, native blocking read and write.

    A native operation falls back to the Python handler when it would need policy: write without readers (SIGPIPE),
    or an unbound fd. EOF (no writers, empty) is answered natively with 0.
    """

    def __new__(cls, core: Core, capacity: int = 65536) -> Self: ...
    readers: int
    """How many open descriptions can read; the LibOS keeps it. Falling to 0 wakes blocked writers into the Python
    handler."""
    writers: int
    """How many open descriptions can write; the LibOS keeps it. Falling to 0 wakes blocked readers with EOF."""
    used: int
    capacity: int
    watched: bool
    """When true, the ring handler is called (with this ring) at each change of readiness: for poll and async
    readers."""
    owner: Any
    def read(self, size: int) -> bytes:
        """Up to size bytes without blocking; wakes writers."""
    def write(self, data: bytes) -> int:
        """How many bytes went in without blocking (PIPE_BUF rule applied: 0 if a short atomic write does not fit);
        wakes readers."""

@final
class Core:
    """The ELRANGE, its slots, control stacks and run queue. One per host process."""

    def __new__(cls, *, slots: int = 4096, tick_ms: int = 5, old_kernel: bool = False) -> Self:
        """`slots`: how many domains may exist at once. `old_kernel`: do without what Linux 6.7 and 6.13 brought, for
        tests; from the first core of a process on."""
    slot_count: int
    def set_syscall(self, number: int, handler: _Handler | None, signature: str) -> None:
        """handler(owner, *arguments) answers syscall `number`. One letter of `signature` per argument says how the
        register becomes a Python int: i = C int (sign-extended 32 bits), u = 32 bits unsigned, l = 64 bits signed,
        q = 64 bits unsigned, p = guest pointer (truncated to 32 bits: a slot offset, still an allegation).

        It returns an int (the result; negative errno on error), or None: the context is suspended until `complete`,
        or dead, or its registers were set by exec/pop_signal/restart_syscall. If it returns a coroutine
        (`async def`), the core sends None once: finished -> its int result or None as above; suspended -> the suspend
        handler. An exception goes to the error handler.
        """
    def set_default_syscall(self, handler: _Handler) -> None:
        """handler(owner, number, a0..a5) for all numbers without a handler."""
    def set_suspend_handler(self, handler: Callable[[Any, Any, Any], None]) -> None:
        """(owner, coroutine, yielded value): the coroutine of a syscall yielded."""
    def set_error_handler(self, handler: Callable[[Any, BaseException], int | None]) -> None:
        """(owner, exception) -> what the syscall returns. If it raises, `run` raises; the context stays resumable."""
    def set_fault_handler(self, handler: Callable[[Any, int, int, int], None]) -> None:
        """(owner, signal number, si_code, fault address or rip as a slot offset): the guest faulted. The handler
        pushes a signal, or kills."""
    def set_attention_handler(self, handler: Callable[[Any], None]) -> None:
        """(owner): see Context.attention, which is cleared before the call."""
    def set_sigreturn_handler(self, handler: Callable[[Any], None]) -> None:
        """(owner): a signal handler returned; call Context.pop_signal, or kill."""
    def set_ring_handler(self, handler: Callable[[Ring], None]) -> None: ...
    native_syscalls: bool
    """False: every syscall goes to Python (strace, and the syscall-python benchmark)."""
    def run(self, deadline_ns: int | None = None) -> str:
        """Runs contexts until: 'idle' nothing is runnable; 'interrupted' interrupt() or kick() was called; 'deadline'
        a tick found CLOCK_MONOTONIC at or past `deadline_ns`. Preempts by tick."""
    def kick(self) -> None:
        """From a handler: run() returns 'interrupted' after this handler."""
    def interrupt(self) -> None:
        """From any thread or a Python signal handler's thread: run() returns 'interrupted' soon, also out of an
        endless guest loop."""
    runnable_count: int
    statistics: dict[str, int]
    """Counters: slots_live, slots_peak, slots_warm, contexts_live, contexts_peak, switches, ticks, faults,
    syscalls_native, syscalls_python."""
    def close(self) -> None: ...
