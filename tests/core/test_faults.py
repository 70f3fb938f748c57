"""A guest's fault ends or signals the guest, with Linux's numbers, and nothing else."""

import signal

import pytest

from .guests import DATA_OFFSET, STACK, assemble
from .machine import Machine

MAPERR, ACCERR, SI_KERNEL = 1, 2, 128
FPE_INTDIV, FPE_FLTDIV, ILL_ILLOPN = 1, 3, 2

SEGFAULTS = {
    "reads_null": (MAPERR, 0),
    "writes_text": (ACCERR, 0x400000),
    "writes_gate": (ACCERR, 0x3FF000),
    "writes_self": (ACCERR, 0x3FE000),
    "reads_closed": (MAPERR, 0x50000000),
    "reads_past_end": (MAPERR, None),
    "writes_past_end": (MAPERR, None),
    "stores_without_end": (MAPERR, DATA_OFFSET + 65536),
    "halts": (SI_KERNEL, 0),
    "recurses": (MAPERR, STACK),
    "returns_from_start": (SI_KERNEL, 0),
    "jumps_wild": (MAPERR, None),
    "jumps_to_noncanonical": (SI_KERNEL, 0),
    "jumps_to_null": (MAPERR, None),
    "jumps_into_data": (ACCERR, DATA_OFFSET),
    "longjmps_nowhere": (SI_KERNEL, 0),
    "longjmps_too_deep": (SI_KERNEL, 0),
    "sigreturns_by_jump": None,
    "asks_xgetbv_one": (SI_KERNEL, 0),
}


@pytest.mark.parametrize("entry", [name for name, expected in SEGFAULTS.items() if expected])
def test_segmentation_fault_of_the_guest_is_contained(machine: Machine, entry: str) -> None:
    expected = SEGFAULTS[entry]
    assert expected is not None
    guest = machine.run(assemble("faults"), entry)
    assert guest.fault is not None
    number, code, address = guest.fault
    assert (number, code) == (signal.SIGSEGV, expected[0])
    assert expected[1] is None or address == expected[1]


@pytest.mark.parametrize(
    ("entry", "number", "code"),
    [
        ("divides_by_zero", signal.SIGFPE, FPE_INTDIV),
        ("divides_with_sse", signal.SIGFPE, FPE_FLTDIV),
        ("divides_with_x87", signal.SIGFPE, FPE_FLTDIV),
        ("is_undefined", signal.SIGILL, ILL_ILLOPN),
        ("fails_guard", signal.SIGILL, ILL_ILLOPN),
        ("breaks", signal.SIGTRAP, SI_KERNEL),
    ],
)
def test_other_fault_of_the_guest_is_contained(machine: Machine, entry: str, number: int, code: int) -> None:
    guest = machine.run(assemble("faults"), entry)
    assert guest.fault is not None
    assert guest.fault[:2] == (number, code)


def test_pending_x87_exception_waits_for_the_guest(machine: Machine) -> None:
    """The syscall between the division and fwait is answered, by Python too."""
    machine.core.native_syscalls = False
    machine.core.set_syscall(110, lambda _: int(float("2.5") * 2 + 2), "")
    guest = machine.run(assemble("faults"), "divides_with_x87")
    assert guest.records == [7]
    assert guest.fault is not None
    assert guest.fault[0] == signal.SIGFPE


@pytest.mark.parametrize("entry", ["sigreturns", "sigreturns_by_jump"])
def test_sigreturn_without_a_saved_state_reaches_the_handler_which_finds_none(machine: Machine, entry: str) -> None:
    refusals = []

    def on_sigreturn(guest: object) -> None:
        with pytest.raises(RuntimeError) as refusal:
            guest.live.pop_signal()  # type: ignore[attr-defined]
        refusals.append(refusal)

    machine.core.set_sigreturn_handler(on_sigreturn)
    guest = machine.run(assemble("faults"), entry)
    assert len(refusals) == 1
    assert guest.fault == (signal.SIGSEGV, SI_KERNEL, 0)


def test_neighbours_go_on_after_a_fault(machine: Machine) -> None:
    program = assemble("faults")
    guests = [machine.start(program, entry) for entry in ("entry", "reads_null", "recurses", "is_undefined", "entry")]
    assert machine.core.run() == "idle"
    assert [guest.status for guest in guests] == [0, 128 + 11, 128 + 11, 128 + 4, 0]
