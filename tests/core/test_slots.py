"""Slots: reading, writing, opening, recycling."""

import struct
from pathlib import Path

import pytest

from cloister.abi import layout
from cloister.core import READ, WRITE, Core, Fault, Image

from .guests import DATA_OFFSET, STACK, assemble
from .machine import Machine

PROGRAM = assemble("running")
LOWEST = DATA_OFFSET - layout.STACK_SIZE
END = DATA_OFFSET + 65536


def test_nothing_of_an_earlier_tenant_survives(machine: Machine) -> None:
    image = machine.image(PROGRAM, data=b"pristine" * 1000)
    fresh = image.slot()
    before = fresh.read(LOWEST, END - LOWEST)
    for pages in (3, 100, 2000):
        for page in range(pages):
            fresh.write(LOWEST + page * 4096 + 5, b"secret")
        fresh.write(DATA_OFFSET, b"secret" * 2000)
        fresh.protect(END + 0x100000, 0x10000, READ | WRITE)
        fresh.write(END + 0x100000, b"secret")
        fresh.protect(DATA_OFFSET, 4096, READ)
        fresh.discard(DATA_OFFSET + 4096, 4096)
        fresh.discard(DATA_OFFSET, 4096, is_lazy=True)
        index = fresh.index
        fresh.release()
        assert image.warm_count == 1
        fresh = image.slot()
        assert fresh.index == index
        assert fresh.read(LOWEST, END - LOWEST) == before
        with pytest.raises(Fault):
            fresh.read(END + 0x100000, 1)
        fresh.protect(END + 0x100000, 0x10000, READ | WRITE)
        assert not any(fresh.read(END + 0x100000, 0x10000))
        fresh.write(DATA_OFFSET, b"writable")


def test_slot_released_by_its_last_reference_is_warm(machine: Machine) -> None:
    image = machine.image(PROGRAM)
    slot = image.slot()
    del slot
    assert image.warm_count == 1
    assert machine.core.statistics["slots_live"] == 0


def test_slots_run_out_with_memory_error(machine: Machine) -> None:
    image = machine.image(PROGRAM)
    slots = [image.slot() for _ in range(machine.core.slot_count)]
    with pytest.raises(MemoryError):
        image.slot()
    slots.pop()
    image.slot()


def test_image_gone_gives_its_warm_slots_back(machine: Machine) -> None:
    for _ in range(machine.core.slot_count * 2):
        machine.image(PROGRAM).slot().release()


def test_released_slot_cannot_be_used(machine: Machine) -> None:
    slot = machine.image(PROGRAM).slot()
    slot.release()
    slot.release()
    with pytest.raises(RuntimeError):
        slot.read(DATA_OFFSET, 1)


def test_slot_with_a_context_cannot_be_released(machine: Machine) -> None:
    guest = machine.start(PROGRAM, "loops")
    with pytest.raises(RuntimeError):
        guest.live.slot.release()
    slot = guest.live.slot
    guest.live.kill()
    slot.release()
    with pytest.raises(AttributeError):
        _ = guest.live.slot


@pytest.mark.parametrize("address", [0, 0x1000, LOWEST - 1, END, 0xFFFF0000, 0xFFFFFFFF])
def test_closed_memory_is_a_fault(machine: Machine, address: int) -> None:
    slot = machine.image(PROGRAM).slot()
    with pytest.raises(Fault) as reading:
        slot.read(address, 1)
    with pytest.raises(Fault) as writing:
        slot.write(address, b"x")
    with pytest.raises(Fault) as scanning:
        slot.read_cstring(address, 10)
    assert {fault.value.args[0] for fault in (reading, writing, scanning)} == {address}


@pytest.mark.parametrize("address", [layout.DOMAIN_PAGE, layout.GATE_BASE, layout.PROGRAM_BASE])
def test_immutable_memory_is_readable_but_never_written(machine: Machine, address: int) -> None:
    slot = machine.image(PROGRAM).slot()
    slot.read(address, 8)
    with pytest.raises(Fault):
        slot.write(address, b"x")
    for protection in (0, READ, READ | WRITE):
        with pytest.raises(ValueError):
            slot.protect(address, 4096, protection)
    with pytest.raises(ValueError):
        slot.discard(address, 4096)


def test_lazily_discarded_page_keeps_what_is_written_afterwards(machine: Machine) -> None:
    slot = machine.image(PROGRAM).slot()
    slot.write(LOWEST, b"old" * 2000)
    slot.discard(LOWEST, 8192, is_lazy=True)
    assert slot.read(LOWEST, 3) in (b"old", bytes(3))
    slot.write(LOWEST, b"new")
    assert slot.read(LOWEST, 3) == b"new"


def test_range_that_crosses_into_closed_memory_or_wraps_is_a_fault(machine: Machine) -> None:
    slot = machine.image(PROGRAM).slot()
    for address, size in ((END - 4, 8), (DATA_OFFSET, 1 << 32), (DATA_OFFSET, 1 << 40), (0xFFFFFFFC, 8)):
        with pytest.raises(Fault):
            slot.read(address, size)
    with pytest.raises(Fault):
        slot.read_u64(END - 4)


def test_address_is_truncated(machine: Machine) -> None:
    slot = machine.image(PROGRAM).slot()
    slot.write(DATA_OFFSET | 7 << 32, b"here")
    assert slot.read(DATA_OFFSET - (1 << 64), 4) == b"here"


def test_numbers_words_and_strings(machine: Machine) -> None:
    slot = machine.image(PROGRAM).slot()
    slot.write_u32(DATA_OFFSET, 0xFFFFFFFF)
    slot.write_u64(DATA_OFFSET + 8, -1)
    assert slot.read_u32(DATA_OFFSET) == 0xFFFFFFFF
    assert slot.read_u64(DATA_OFFSET) == 0xFFFFFFFF
    assert slot.read_words(DATA_OFFSET, 3) == (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0)
    slot.write(END - 3, b"ab\0")
    assert slot.read_cstring(END - 3, 4096) == b"ab"
    assert slot.read_cstring(END - 3, 2) is None
    text = bytes(range(1, 256)) * 50
    slot.write(DATA_OFFSET + 100, text + b"\0")
    assert slot.read_cstring(DATA_OFFSET + 100, 65536) == text
    with pytest.raises(ValueError):
        slot.read(DATA_OFFSET, -1)


def test_opened_memory_is_zero_and_closing_discards(machine: Machine) -> None:
    slot = machine.image(PROGRAM).slot()
    start = 0xF0000000
    slot.protect(start, 8192, READ | WRITE)
    slot.write(start, b"abc")
    slot.protect(start, 4096, READ)
    assert slot.read(start, 3) == b"abc"
    with pytest.raises(Fault):
        slot.write(start, b"x")
    slot.protect(start, 8192, 0)
    slot.protect(start, 8192, READ | WRITE)
    assert slot.read(start, 3) == bytes(3)


def test_hidden_memory_keeps_its_contents_also_in_a_fork(machine: Machine) -> None:
    image = machine.image(PROGRAM, data=b"data" * 4096)
    slot = image.slot()
    for start in (0xF0000000, DATA_OFFSET):
        slot.protect(start, 8192, READ | WRITE)
        slot.write(start, b"kept")
        slot.protect(start, 8192, 0, keep=True)
        child = slot.fork()
        for hidden in (slot, child):
            with pytest.raises(Fault):
                hidden.read(start, 1)
            hidden.protect(start, 8192, READ)
            assert hidden.read(start, 4) == b"kept"
        slot.protect(start, 8192, 0, keep=True)
        child.release()
    slot.release()
    assert image.slot().read(DATA_OFFSET, 16) == b"data" * 4


@pytest.mark.parametrize(
    ("start", "size", "protection"),
    [
        (DATA_OFFSET + 1, 4096, 3),
        (DATA_OFFSET, 100, 3),
        (LOWEST - 4096, 4096, 3),
        (layout.USER_END, 4096, 3),
        (layout.USER_END - 4096, 8192, 3),
        (DATA_OFFSET, (1 << 64) - 4096, 3),
        (DATA_OFFSET, 4096, 4),
        (DATA_OFFSET, 4096, 7),
    ],
)
def test_protect_refuses_bad_ranges(machine: Machine, start: int, size: int, protection: int) -> None:
    slot = machine.image(PROGRAM).slot()
    with pytest.raises(ValueError):
        slot.protect(start, size, protection)


def test_resident_size_counts_private_pages(machine: Machine) -> None:
    slot = machine.image(PROGRAM).slot()
    before = slot.resident_size()
    slot.write(STACK - 8192, bytes(8192))
    assert slot.resident_size() == before + 8192


def test_slot_costs_at_most_five_mappings(machine: Machine) -> None:
    image = machine.image(PROGRAM)
    count = len(Path("/proc/self/maps").read_text().splitlines())
    slots = [image.slot() for _ in range(20)]
    assert len(Path("/proc/self/maps").read_text().splitlines()) - count <= 5 * len(slots) + 2


def test_image_before_approval_gives_no_slot(core: Core) -> None:
    image = image_of(core)
    with pytest.raises(RuntimeError):
        image.slot()


def image_of(core: Core, **changes: object) -> Image:
    arguments: dict[str, object] = {
        "text": PROGRAM.text,
        "text_offset": layout.PROGRAM_BASE,
        "rodata": b"constant",
        "rodata_offset": 0x480000,
        "data": b"data",
        "data_offset": DATA_OFFSET,
        "data_end": DATA_OFFSET + 100,
    }
    return Image(core, **{**arguments, **changes})  # type: ignore[arg-type]


def test_views_show_the_sealed_padded_segments(core: Core) -> None:
    image = image_of(core)
    text, rodata = image.text_view(), image.rodata_view()
    assert text.readonly and rodata.readonly
    assert bytes(text) == PROGRAM.text.ljust(-(-len(PROGRAM.text) // 4096) * 4096, b"\xcc")
    assert bytes(rodata) == b"constant".ljust(4096, b"\0")
    del image
    assert bytes(rodata[:8]) == b"constant"


def test_segments_are_where_the_file_said(core: Core) -> None:
    image = image_of(
        core, text_offset=layout.PROGRAM_BASE + 0x3000, data_offset=DATA_OFFSET + 0x123, data_end=DATA_OFFSET + 0x200
    )
    image.approve()
    slot = image.slot()
    assert slot.read(layout.PROGRAM_BASE, 0x3000) == b"\xcc" * 0x3000
    assert slot.read(layout.PROGRAM_BASE + 0x3000, 16) == PROGRAM.text[:16]
    assert slot.read(0x480000, 9) == b"constant\0"
    assert slot.read(DATA_OFFSET, 0x128) == bytes(0x123) + b"data\0"


@pytest.mark.parametrize(
    "changes",
    [
        {"text": b""},
        {"text_offset": layout.PROGRAM_BASE - 4096},
        {"text_offset": layout.PROGRAM_BASE + 1},
        {"text_offset": 1 << 40},
        {"rodata_offset": layout.PROGRAM_BASE},
        {"rodata_offset": 0x480001},
        {"rodata_offset": (1 << 64) - 4096},
        {"data_offset": 0x490000},
        {"data_end": DATA_OFFSET},
        {"data_end": 1 << 32},
        {"data_offset": 1 << 40, "data_end": (1 << 40) + 100},
    ],
)
def test_bad_layout_is_refused(core: Core, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        image_of(core, **changes)


def test_gate_page_holds_no_label_and_no_host_address(machine: Machine) -> None:
    page = machine.image(PROGRAM).slot().read(layout.GATE_BASE, layout.GATE_SIZE)
    assert layout.CFI_LABEL not in page
    for position in range(len(page) - 8):
        (word,) = struct.unpack_from("<Q", page, position)
        assert word >> 47 or word < 1 << 32 or b"\xcc" in page[position : position + 8] or word > 1 << 47
