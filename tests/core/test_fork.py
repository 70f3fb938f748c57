"""fork: a copy of memory and control stack that goes on in a slot of its own."""

import struct

import pytest

from cloister.core import Context

from .guests import DATA_OFFSET, STACK, assemble
from .machine import Guest, Machine


def on_fork(machine: Machine, children: list[Guest], *, shares_slot: bool = False) -> None:
    def fork(guest: Guest) -> int:
        child = Guest()
        slot = guest.live.slot if shares_slot else guest.live.slot.fork()
        child.context = guest.live.fork(slot, child)
        child.live.start()
        children.append(child)
        return 100

    machine.core.set_syscall(57, fork, "")


def test_child_returns_zero_with_its_own_memory(machine: Machine) -> None:
    children: list[Guest] = []
    on_fork(machine, children)
    parent = machine.run(assemble("running"), "forks")
    (child,) = children
    assert parent.records[:2] == [100, 1]
    assert child.records[:2] == [0, 2]
    assert parent.records[2] != child.records[2]
    assert (parent.records[3], child.records[3]) == (11, 22)
    assert (parent.status, child.status) == (0, 0)


@pytest.mark.parametrize("runs_first", [False, True])
def test_child_can_run_before_its_parent_goes_on(machine: Machine, runs_first: bool) -> None:
    order: list[int] = []

    def fork(guest: Guest) -> int:
        machine.start(assemble("running"), "entry")
        child = Guest()
        child.context = guest.live.fork(guest.live.slot.fork(), child)
        child.live.start(runs_first=runs_first)
        return 100

    def record(_: Guest, value: int) -> int:
        order.append(value)
        return 0

    machine.core.set_syscall(57, fork, "")
    machine.core.set_syscall(500, record, "q")
    machine.run(assemble("running"), "forks")
    assert order[:2] == ([0, 100] if runs_first else [100, 0])


def test_vforked_child_shares_the_memory(machine: Machine) -> None:
    children: list[Guest] = []
    on_fork(machine, children, shares_slot=True)
    parent = machine.run(assemble("running"), "forks")
    assert parent.records[1:3] == children[0].records[1:3]
    assert parent.records[1] == 2


def test_stack_of_the_copy_can_be_given(machine: Machine) -> None:
    contexts: list[Context] = []

    def clone(guest: Guest) -> int:
        child = Guest()
        child.context = guest.live.fork(guest.live.slot, child, stack=STACK - 4096, share_files=True)
        contexts.append(child.live)
        return 1

    machine.core.set_syscall(57, clone, "")
    machine.start(assemble("running"), "forks")
    machine.core.run()
    assert contexts[0].registers()["rsp"] == STACK - 4096
    assert contexts[0].registers()["rax"] == 0


def test_fork_outside_a_syscall_is_refused(machine: Machine) -> None:
    program = assemble("running")
    guest = machine.start(program, "loops")
    with pytest.raises(ValueError):
        guest.live.fork(guest.live.slot, None)


def test_slot_fork_copies_every_page_and_protection(machine: Machine) -> None:
    program = assemble("running")
    parent = machine.image(program, data=b"initial", bss=1 << 20).slot()
    parent.write(DATA_OFFSET, b"changed")
    parent.write(STACK - 3000, b"stack")
    parent.protect(0x40000000, 0x10000, 3)
    parent.write(0x40000000 + 5000, b"mapped")
    parent.protect(0x40000000, 0x1000, 1)
    parent.protect(DATA_OFFSET + 0x10000, 0x1000, 0)
    child = parent.fork()
    assert child.read(DATA_OFFSET, 7) == b"changed"
    assert child.read(STACK - 3000, 5) == b"stack"
    assert child.read(0x40000000 + 5000, 6) == b"mapped"
    for address in (0x40000000, DATA_OFFSET + 0x10000):
        with pytest.raises(Exception, match=str(address)):
            child.write(address, b"x")
    child.write(DATA_OFFSET, b"child")
    assert parent.read(DATA_OFFSET, 7) == b"changed"


def test_initial_data_that_the_parent_discarded_is_zero_in_the_child(machine: Machine) -> None:
    parent = machine.image(assemble("running"), data=b"A" * 16384).slot()
    parent.discard(DATA_OFFSET + 4096, 4096)
    for _ in range(2):
        child = parent.fork()
        expected = b"A" * 4096 + bytes(4096) + b"A" * 8192
        assert child.read(DATA_OFFSET, 16384) == expected
        child.release()


def test_grandchildren_of_a_fork_chain_run(machine: Machine) -> None:
    """Each generation forks in the same slot order; addresses must be rebased each time."""
    children: list[Guest] = []

    def fork(guest: Guest) -> int:
        if len(children) >= 10:
            return 100
        child = Guest()
        child.context = guest.live.fork(guest.live.slot.fork(), child)
        children.append(child)
        child.live.start()
        return 100

    machine.core.set_syscall(57, fork, "")
    machine.core.set_syscall(500, lambda guest, value: guest.records.append(value) or 0, "q")
    parent = machine.run(assemble("running"), "forks")
    assert parent.status == 0
    assert [child.status for child in children] == [0] * len(children)


def test_forked_child_has_the_parents_thread_pointer_and_ids(machine: Machine) -> None:
    seen = []

    def fork(guest: Guest) -> int:
        guest.live.thread_pointer = 0x123456
        child = guest.live.fork(guest.live.slot.fork(), Guest())
        seen.append(child.thread_pointer)
        return 1

    machine.core.set_syscall(57, fork, "")
    machine.run(assemble("running"), "forks")
    assert seen == [0x123456]


def test_domain_page_shows_the_childs_own_base(machine: Machine) -> None:
    image = machine.image(assemble("running"))
    parent = image.slot()
    child = parent.fork()
    bases = [struct.unpack("<Q", slot.read(0x3FE000, 8))[0] for slot in (parent, child)]
    assert bases[0] != bases[1]
    assert all(base % (1 << 32) == 0 for base in bases)
