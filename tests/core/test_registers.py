"""What a guest sees in its registers: its own values, Linux's answers, and nobody's secrets."""

import struct
from pathlib import Path
from typing import Any

import pytest

from cloister.core import Slot

from .guests import DATA_OFFSET, STACK, assemble
from .machine import Guest, Machine

PROGRAM = assemble("running")
SECRET = struct.pack("<Q", 0x5EC2E75EC2E75EC2)
CPUINFO = Path("/proc/cpuinfo").read_text()
HAS_AVX = " avx " in CPUINFO
DUMP = DATA_OFFSET + 4096


def slot_with(machine: Machine, *words: int) -> Slot:
    slot = machine.image(PROGRAM).slot()
    slot.write(DATA_OFFSET, struct.pack(f"<{len(words)}Q", *words))
    return slot


@pytest.mark.parametrize("native", [True, False])
def test_raw_syscall_preserves_all_but_rcx_and_r11(machine: Machine, native: bool) -> None:
    machine.core.native_syscalls = native
    machine.core.set_syscall(110, lambda _: 0, "")
    guest = machine.run(PROGRAM, "uses_raw")
    assert (guest.status, guest.records) == (0, [0x1111111111111111])


def cpuid(machine: Machine, leaf: int, subleaf: int = 0) -> list[int]:
    guest = machine.run(PROGRAM, "asks_cpuid", slot=slot_with(machine, leaf, subleaf))
    assert guest.status == 0
    assert guest.records[4] == 0x5555
    return guest.records[:4]


def test_cpuid_names_the_vendor_and_hides_what_the_verifier_refuses(machine: Machine) -> None:
    eax, ebx, ecx, edx = cpuid(machine, 0)
    vendor = struct.pack("<III", ebx, edx, ecx).decode()
    assert vendor in CPUINFO
    assert eax <= 0xD
    _, ebx, ecx, edx = cpuid(machine, 7)
    assert ebx & (1 << 0 | 1 << 16) == 0, "FSGSBASE and AVX-512"
    assert (ecx, edx) == (0, 0)
    assert cpuid(machine, 1)[3] & 1 << 23 == 0, "MMX"
    assert cpuid(machine, 1)[3] & 1 << 26, "SSE2"
    assert cpuid(machine, 0x40000000) == [0, 0, 0, 0]


def test_xgetbv_thread_pointer_and_rdtsc_keep_the_flags(machine: Machine) -> None:
    guest = machine.start(PROGRAM, "asks_the_rest")
    guest.live.thread_pointer = 0x4321
    machine.core.run()
    assert guest.status == 0
    assert guest.records == [7 if HAS_AVX else 3, 0x4321]


def test_arch_prctl_sets_the_thread_pointer(machine: Machine) -> None:
    assert machine.run(PROGRAM, "sets_thread_pointer").records == [DATA_OFFSET + 64]


def dump(slot: Slot) -> bytes:
    return slot.read(DUMP, 14 * 8) + slot.read(DUMP + 4096, 512) + slot.read(DUMP + 8192, 32)


def test_secret_of_a_process_is_not_in_the_registers_of_the_next(machine: Machine) -> None:
    machine.start(PROGRAM, "keeps_secrets", slot=slot_with(machine, 24, HAS_AVX))
    hunted = slot_with(machine, 24, HAS_AVX)
    machine.kick_at_exit()
    machine.start(PROGRAM, "hunts_after_syscall", slot=hunted)
    machine.core.run()
    assert SECRET not in dump(hunted)
    assert not any(hunted.read(DUMP + 4096, 512))


def test_secret_of_a_preempted_process_is_not_in_the_registers_of_the_next(machine: Machine) -> None:
    """Its last syscall never returns control by itself: 110 is answered at once, so only the tick takes it off."""
    machine.start(PROGRAM, "keeps_secrets", slot=slot_with(machine, 110, HAS_AVX))
    hunted = slot_with(machine, 24, HAS_AVX)
    machine.kick_at_exit()
    machine.start(PROGRAM, "hunts_after_syscall", slot=hunted)
    machine.core.run()
    assert SECRET not in dump(hunted)
    assert not any(hunted.read(DUMP + 4096, 512))


def control_words(slot: Slot) -> tuple[int, int, int]:
    """MXCSR, x87 control word, x87 status word as the guest read them."""
    return slot.read_u32(DATA_OFFSET + 32), slot.read_u32(DATA_OFFSET + 40), slot.read_u32(DATA_OFFSET + 48)


@pytest.mark.parametrize("number", [24, 39, 502])
def test_control_words_and_sticky_flags_are_the_processes_own(machine: Machine, number: int) -> None:
    numbers: list[float] = []
    machine.core.set_syscall(502, lambda _: numbers.append(2.0 / 3.0) or 0, "")  # type: ignore[func-returns-value]
    changed, usual = slot_with(machine, number), slot_with(machine, number)
    machine.start(PROGRAM, "sets_control_words", slot=changed)
    machine.start(PROGRAM, "shows_control_words", slot=usual)
    machine.core.run()
    mxcsr, control, status = control_words(changed)
    assert (mxcsr, control, status & 0x3F) == (0x7F80 | 0x20, 0xC7F, 0x20)
    assert control_words(usual) == (0x1F80, 0x37F, 0)
    assert set(numbers) <= {2.0 / 3.0}


def test_python_leaves_nothing_in_vector_registers(machine: Machine) -> None:
    def answer(*_: Guest) -> int:
        value: Any = 1.0
        for _index in range(100):
            value = value * 1.0000001 + 3.5
        return bytes(range(200)).count(b"\x05")

    machine.core.set_syscall(502, answer, "")
    hunted = slot_with(machine, 502, HAS_AVX)
    machine.run(PROGRAM, "hunts_after_syscall", slot=hunted)
    assert not any(hunted.read(DUMP + 4096, 512))


@pytest.mark.parametrize("number", [39, 24, 502])
def test_syscall_leaves_no_host_address_in_a_general_register(machine: Machine, number: int) -> None:
    machine.core.set_syscall(502, lambda _: 0, "")
    hunted = slot_with(machine, number, HAS_AVX)
    machine.start(PROGRAM, "entry")
    machine.run(PROGRAM, "hunts_after_syscall", slot=hunted)
    values = struct.unpack("<14Q", hunted.read(DUMP, 112))
    assert max(values) <= STACK


def test_new_context_begins_with_zero_registers(machine: Machine) -> None:
    hunted = slot_with(machine, 0, HAS_AVX)
    guest = machine.run(PROGRAM, "hunts_secrets", slot=hunted)
    assert not any(hunted.read(DUMP, 112))
    assert guest.status == 0
