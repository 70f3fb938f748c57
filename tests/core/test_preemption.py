"""The tick stops every loop; nothing of the guest's state is lost by it."""

import signal
import struct
import threading
import time

import pytest

from cloister.core import Context

from .guests import DATA_OFFSET, assemble
from .machine import Guest, Machine

LOOPS = ["loops", "loops_in_strings", "loops_in_jumps", "loops_in_calls", "loops_in_syscalls", "loops_in_gate"]
LOOPS += ["loops_in_cpuid", "loops_in_xgetbv", "loops_in_rdtsc"]


@pytest.mark.parametrize("loop", LOOPS)
def test_endless_loop_does_not_keep_another_guest_from_running(machine: Machine, loop: str) -> None:
    program = assemble("running")
    endless = machine.start(program, loop)
    other = machine.start(program, "entry")
    machine.kick_at_exit()
    assert machine.core.run() == "interrupted"
    assert other.status == 0
    assert machine.core.runnable_count == 1
    endless.live.kill()
    assert machine.core.run() == "idle"


@pytest.mark.parametrize("loop", LOOPS)
def test_interrupt_from_another_thread_gets_out_of_an_endless_loop(machine: Machine, loop: str) -> None:
    machine.start(assemble("running"), loop)
    timer = threading.Timer(0.01, machine.core.interrupt)
    timer.start()
    assert machine.core.run() == "interrupted"
    timer.join()


def test_interrupt_before_run_is_not_lost(machine: Machine) -> None:
    machine.start(assemble("running"), "loops")
    machine.core.interrupt()
    assert machine.core.run() == "interrupted"


def test_python_signal_handler_is_served_while_a_guest_loops(machine: Machine) -> None:
    machine.start(assemble("running"), "loops")
    served = []

    def serve(*_: object) -> None:
        served.append(1)
        machine.core.interrupt()

    previous = signal.signal(signal.SIGALRM, serve)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    try:
        assert machine.core.run() == "interrupted"
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert served == [1]


def test_exception_of_a_python_signal_handler_leaves_run_and_the_guest_resumable(machine: Machine) -> None:
    def raise_interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    machine.start(assemble("running"), "loops")
    previous = signal.signal(signal.SIGALRM, raise_interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    try:
        with pytest.raises(KeyboardInterrupt):
            machine.core.run()
    finally:
        signal.signal(signal.SIGALRM, previous)
    machine.core.interrupt()
    assert machine.core.run() == "interrupted"
    assert machine.core.runnable_count == 1


def test_registers_survive_hundreds_of_preemptions(machine: Machine) -> None:
    program = assemble("running")
    image = machine.image(program)
    guests = []
    for _ in range(3):
        slot = image.slot()
        slot.write_u64(DATA_OFFSET, 40_000_000)
        guests.append(machine.start(program, "counts", slot=slot))
    assert machine.core.run() == "idle"
    assert [guest.status for guest in guests] == [0, 0, 0]
    assert machine.core.statistics["ticks"] > 3


def test_another_python_thread_gets_the_interpreter_while_a_guest_loops(machine: Machine) -> None:
    machine.start(assemble("running"), "loops")
    turns: list[float] = []

    def work() -> None:
        while len(turns) < 3:
            turns.append(time.monotonic())
        machine.core.interrupt()

    thread = threading.Thread(target=work)
    thread.start()
    assert machine.core.run() == "interrupted"
    thread.join()
    assert len(turns) == 3


def test_attention_reaches_a_preempted_guest(machine: Machine) -> None:
    guest = machine.start(assemble("running"), "loops")
    seen: list[Guest] = []

    def on_attention(owner: Guest) -> None:
        seen.append(owner)
        owner.end(9)

    machine.core.set_attention_handler(on_attention)
    timer = threading.Timer(0.01, lambda: setattr(guest.live, "attention", True))
    timer.start()
    assert machine.core.run() == "idle"
    timer.join()
    assert seen == [guest]


def test_deadline_ends_an_endless_loop(machine: Machine) -> None:
    machine.start(assemble("running"), "loops")
    deadline = time.monotonic_ns() + 20_000_000
    assert machine.core.run(deadline) == "deadline"
    assert time.monotonic_ns() >= deadline
    assert machine.core.runnable_count == 1
    assert machine.core.run(deadline_ns=time.monotonic_ns()) == "deadline"


def test_suspended_context_stays_where_it_is_until_resumed(machine: Machine) -> None:
    program = assemble("running")
    looping, other = machine.start(program, "loops"), machine.start(program, "entry")
    looping.live.suspend()
    assert machine.core.run() == "idle"
    assert other.status == 0
    looping.live.resume()
    assert machine.core.runnable_count == 1


@pytest.mark.parametrize("completes", ["before", "after"])
def test_syscall_of_a_suspended_context_completes_without_running_it(machine: Machine, completes: str) -> None:
    guest = machine.start(assemble("running"), "sleeps")
    machine.core.set_syscall(501, lambda guest, _: guest.live.suspend(), "i")
    assert machine.core.run() == "idle"
    if completes == "before":
        guest.live.complete(5)
        assert machine.core.run() == "idle"
        assert guest.records == []
        guest.live.resume()
    else:
        guest.live.resume()
        assert machine.core.run() == "idle"
        guest.live.complete(5)
    assert machine.core.run() == "idle"
    assert guest.records == [5, 0x1234]


def test_suspending_oneself_takes_effect_after_the_handler(machine: Machine) -> None:
    guest = machine.start(assemble("running"), "sleeps")

    def suspend_itself(guest: Guest, _: int) -> int:
        guest.live.suspend()
        return 6

    machine.core.set_syscall(501, suspend_itself, "i")
    assert machine.core.run() == "idle"
    assert guest.records == []
    guest.live.resume()
    assert machine.core.run() == "idle"
    assert guest.records == [6, 0x1234]


def test_cpuid_answers_survive_preemption(machine: Machine) -> None:
    program = assemble("running")
    image = machine.image(program)
    guests = []
    for _ in range(2):
        slot = image.slot()
        slot.write_u64(DATA_OFFSET, 1_000_000)
        guests.append(machine.start(program, "compares_cpuid", slot=slot))
    assert machine.core.run() == "idle"
    assert [guest.status for guest in guests] == [0, 0]
    assert machine.core.statistics["switches"] > 2


def test_run_is_not_reentrant(machine: Machine) -> None:
    refused = []

    def reenter(guest: Guest, status: int) -> None:
        with pytest.raises(RuntimeError) as error:
            machine.core.run()
        refused.append(error)
        guest.end(status)

    machine.core.set_syscall(60, reenter, "i")
    machine.run(assemble("running"))
    assert len(refused) == 1


def test_context_needs_a_label_to_start_at(machine: Machine) -> None:
    program = assemble("running")
    slot = machine.image(program).slot()
    for entry in (program.symbols["entry"] + 1, 0x3FF000, 0, DATA_OFFSET, 1 << 40):
        with pytest.raises(ValueError):
            Context(machine.core, slot, None, entry=entry, stack=0)
    slot.write(DATA_OFFSET, struct.pack("<I", 0xFA1E0FF3))
    with pytest.raises(ValueError):
        Context(machine.core, slot, None, entry=DATA_OFFSET, stack=0)
