"""Guest signal handlers: saved states, restarts, fork and longjmp inside a handler."""

import errno
import signal
import struct
import threading

import pytest

from .guests import DATA_OFFSET, STACK, assemble
from .machine import Guest, Machine

PROGRAM = assemble("running")
HANDLER_STACK = STACK - 65536


def push(guest: Guest, handler: str, *values: int) -> None:
    rdi, rsi, rdx = (*values, 7, 8, 9)[:3]
    guest.live.push_signal(PROGRAM.symbols[handler], HANDLER_STACK, rdi, rsi, rdx)


def signal_by_attention(machine: Machine, handler: str) -> None:
    machine.core.set_attention_handler(lambda guest: push(guest, handler))
    machine.core.set_sigreturn_handler(lambda guest: guest.live.pop_signal())


def deliver_later(guest: Guest) -> threading.Timer:
    timer = threading.Timer(0.02, lambda: setattr(guest.live, "attention", True))
    timer.start()
    return timer


@pytest.mark.parametrize("entry", ["waits_for_signal", "spins_in_strings"])
def test_handler_interrupts_a_running_guest_and_returns_into_it(machine: Machine, entry: str) -> None:
    signal_by_attention(machine, "handler")
    guest = machine.start(PROGRAM, entry)
    timer = deliver_later(guest)
    assert machine.core.run() == "idle"
    timer.join()
    assert guest.records == [0x1234]
    assert guest.status == 0


@pytest.mark.parametrize("entry", ["waits_for_signal", "spins_in_strings"])
def test_fork_inside_a_handler_leaves_a_child_that_returns_into_its_own_slot(machine: Machine, entry: str) -> None:
    children: list[Guest] = []

    def fork(guest: Guest) -> int:
        child = Guest()
        child.context = guest.live.fork(guest.live.slot.fork(), child)
        child.live.start()
        children.append(child)
        return 1

    machine.core.set_syscall(57, fork, "")
    signal_by_attention(machine, "handler_forks")
    guest = machine.start(PROGRAM, entry)
    timer = deliver_later(guest)
    assert machine.core.run() == "idle"
    timer.join()
    for one in (guest, *children):
        assert (one.records, one.status) == ([0x1234], 0)
    assert len(children) == 1


def test_handler_gets_its_arguments_and_stack(machine: Machine) -> None:
    signal_by_attention(machine, "handler_records")
    guest = machine.start(PROGRAM, "entry")
    guest.live.attention = True
    machine.core.run()
    assert guest.records == [7, 8, 9, HANDLER_STACK]
    assert guest.status == 0


def count_calls(machine: Machine) -> list[int]:
    """Syscall 501 answers 55 from now on; its arguments are collected."""
    calls: list[int] = []

    def answer(_: Guest, argument: int) -> int:
        calls.append(argument)
        return 55

    machine.core.set_syscall(501, answer, "i")
    return calls


def sleeping(machine: Machine) -> Guest:
    guest = machine.start(PROGRAM, "sleeps")
    machine.core.set_syscall(501, lambda *_: None, "i")
    assert machine.core.run() == "idle"
    return guest


def test_suspended_syscall_ends_with_eintr_after_the_handler(machine: Machine) -> None:
    signal_by_attention(machine, "handler")
    guest = sleeping(machine)
    guest.live.complete(-errno.EINTR)
    guest.live.attention = True
    machine.core.run()
    assert guest.records == [(1 << 64) - errno.EINTR, 0x1234]


def test_suspended_syscall_is_repeated_after_the_handler(machine: Machine) -> None:
    signal_by_attention(machine, "handler_records")
    guest = sleeping(machine)
    calls = count_calls(machine)
    guest.live.restart_syscall()
    guest.live.attention = True
    machine.core.run()
    assert calls == [77]
    assert guest.records == [7, 8, 9, HANDLER_STACK, 55, 0x1234]


def test_completed_syscall_can_still_be_restarted_by_the_attention_handler(machine: Machine) -> None:
    guest = sleeping(machine)
    calls = count_calls(machine)

    def on_attention(guest: Guest) -> None:
        guest.live.restart_syscall()
        push(guest, "handler")

    machine.core.set_attention_handler(on_attention)
    machine.core.set_sigreturn_handler(lambda guest: guest.live.pop_signal())
    guest.live.complete(-errno.EINTR)
    guest.live.attention = True
    machine.core.run()
    assert calls == [77]
    assert guest.records[0] == 55


def test_signal_over_a_pending_syscall_is_refused(machine: Machine) -> None:
    guest = sleeping(machine)
    with pytest.raises(RuntimeError):
        push(guest, "handler")


def test_handler_must_be_a_label(machine: Machine) -> None:
    guest = machine.start(PROGRAM, "loops")
    for handler in (PROGRAM.symbols["handler"] + 4, 0, DATA_OFFSET):
        with pytest.raises(ValueError):
            guest.live.push_signal(handler, HANDLER_STACK, 0, 0, 0)


def test_65th_pending_signal_is_refused(machine: Machine) -> None:
    guest = machine.start(PROGRAM, "entry")
    for _ in range(64):
        push(guest, "handler")
    assert guest.live.signal_depth() == 64
    with pytest.raises(MemoryError):
        push(guest, "handler")
    machine.core.set_sigreturn_handler(lambda guest: guest.live.pop_signal())
    machine.core.run()
    assert guest.status == 0


def test_longjmp_out_of_a_handler_drops_its_saved_state(machine: Machine) -> None:
    signal_by_attention(machine, "handler_jumps")
    guest = machine.start(PROGRAM, "waits_for_signal")
    depths = []

    def record_depth(guest: Guest, value: int) -> int:
        depths.append(guest.live.signal_depth())
        return guest.record(value)

    machine.core.set_syscall(500, record_depth, "q")
    guest.live.attention = True
    machine.core.run()
    assert guest.records[0] == 42
    assert depths[0] == 0


def test_handler_of_control_stack_overflow_runs_on_the_reserve(machine: Machine) -> None:
    faults = []

    def on_fault(guest: Guest, number: int, *_: int) -> None:
        faults.append(number)
        push(guest, "handler_of_overflow")

    machine.core.set_fault_handler(on_fault)
    guest = machine.run(PROGRAM, "recurses")
    assert faults == [signal.SIGSEGV]
    assert guest.records[0] == 43


def test_overflow_inside_the_handler_of_an_overflow_cannot_be_handled(machine: Machine) -> None:
    faults = []

    def on_fault(guest: Guest, number: int, *_: int) -> None:
        faults.append(number)
        try:
            push(guest, "recurses")
        except MemoryError:
            guest.end(99)

    machine.core.set_fault_handler(on_fault)
    guest = machine.run(PROGRAM, "recurses")
    assert (len(faults), guest.status) == (2, 99)


def test_setjmp_and_longjmp_need_no_python(machine: Machine) -> None:
    guest = machine.run(PROGRAM, "setjmps")
    assert guest.records == [0, 9, 5]
    assert machine.core.statistics["syscalls_python"] == 4


def test_registers_given_to_pop_signal_count_at_a_syscall_only(machine: Machine) -> None:
    at_syscall = sleeping(machine)
    at_syscall.live.complete(1)
    preempted = machine.start(PROGRAM, "waits_for_signal")
    seen: dict[Guest, dict[str, int]] = {}

    def on_sigreturn(guest: Guest) -> None:
        guest.live.pop_signal({"rax": 5, "rbx": 6})
        seen[guest] = guest.live.registers()

    machine.core.set_sigreturn_handler(on_sigreturn)
    machine.core.set_attention_handler(lambda guest: push(guest, "handler"))
    at_syscall.live.attention = preempted.live.attention = True
    machine.core.run()
    assert at_syscall.records == [5, 6]
    assert preempted.records == [0x1234]


def test_registers_given_to_pop_signal_may_move_a_preempted_guest_to_a_label_only(machine: Machine) -> None:
    outcomes = []
    for target in (PROGRAM.symbols["landed"], PROGRAM.symbols["landed"] + 4):
        guest = machine.start(PROGRAM, "waits_for_signal")

        def on_sigreturn(guest: Guest, target: int = target) -> None:
            guest.live.pop_signal({"rip": target, "rax": 5, "rbx": 6})

        machine.core.set_sigreturn_handler(on_sigreturn)
        machine.core.set_attention_handler(lambda guest: push(guest, "handler"))
        guest.live.attention = True
        machine.core.run()
        outcomes.append(guest.records)
    assert outcomes == [[5, 6], [0x1234]]


SET, OLD = DATA_OFFSET + 64, DATA_OFFSET + 72


def mask(machine: Machine, how: int, new: int = SET, old: int = OLD, size: int = 8) -> Guest:
    """A guest that calls rt_sigprocmask with mask 0b1100 in force and 0b1010 at SET; not yet run."""
    slot = machine.image(PROGRAM).slot()
    slot.write(DATA_OFFSET, struct.pack("<4Q", how, new, old, size))
    slot.write_u64(SET, 0b1010 | 1 << 8 | 1 << 18)
    guest = machine.start(PROGRAM, "masks", slot=slot)
    guest.live.signal_mask = 0b1100
    return guest


@pytest.mark.parametrize(("how", "expected"), [(0, 0b1110), (1, 0b0100), (2, 0b1010)])
def test_signal_mask_is_changed_natively(machine: Machine, how: int, expected: int) -> None:
    guest = mask(machine, how)
    slot, masks = guest.live.slot, []

    def end(guest: Guest, status: int) -> None:
        masks.append(guest.live.signal_mask)
        guest.end(status)

    machine.core.set_syscall(60, end, "i")
    machine.core.run()
    assert guest.records == [0]
    assert masks == [expected]
    assert slot.read_u64(OLD) == 0b1100


@pytest.mark.parametrize(
    ("arguments", "error"),
    [((3,), errno.EINVAL), ((0, SET, OLD, 4), errno.EINVAL), ((0, 8), errno.EFAULT), ((0, SET, 8), errno.EFAULT)],
)
def test_bad_signal_mask_call_is_refused(machine: Machine, arguments: tuple[int, ...], error: int) -> None:
    guest = mask(machine, *arguments)
    machine.core.run()
    assert guest.records == [(1 << 64) - error]


def test_signal_mask_goes_to_python_while_signals_are_pending(machine: Machine) -> None:
    machine.core.set_syscall(14, lambda _, *arguments: len(arguments), "ippq")
    guest = mask(machine, 0)
    guest.live.has_pending_signals = True
    machine.core.run()
    assert guest.records == [4]


def test_frame_registers_hold_no_host_address(machine: Machine) -> None:
    """Many stops inside `rep stosb`, where RDI and R11 are host addresses."""
    shown: list[dict[str, int]] = []
    guest = machine.start(PROGRAM, "loops_in_strings")

    def on_attention(guest: Guest) -> None:
        shown.append(guest.live.registers())
        guest.live.attention = True
        if len(shown) == 20:
            guest.end(0)

    machine.core.set_attention_handler(on_attention)
    guest.live.attention = True
    machine.core.run()
    assert all(value < 1 << 32 or name == "rcx" for registers in shown for name, value in registers.items())
