"""What is checked beside the bytes: targets at every edge, tables, labels, the entry point, the layout."""

import random
import struct

import pytest

from cloister.abi import layout
from cloister.verifier import diagnose, fingerprint, verify
from cloister.verifier.cache import automaton

from .programs import LABEL, PAGE, RODATA, TEXT, padded, random_walk, refusals_of, verdict_of

JUMP8, JUMP32 = b"\xeb", b"\xe9"


def jump32(at: int, target: int) -> bytes:
    """jmp rel32 at slot offset `at`."""
    return JUMP32 + struct.pack("<i", target - at - 5)


def rules_of(code: bytes, rodata: bytes = b"", *, text_offset: int = TEXT) -> list[str]:
    verdict = verdict_of(code, rodata, text_offset=text_offset)
    assert verdict.accepted == (not refusals_of(code, rodata, text_offset=text_offset))
    return [refusal.rule for refusal in verdict.refusals]


def test_smallest_program_is_accepted_and_its_marks_say_where_instructions_start() -> None:
    verdict = verdict_of(LABEL + b"\xeb\x00\xc3")
    assert verdict.accepted
    assert verdict.marks[:8] == bytes([1, 0, 0, 0, 1, 0, 3, 1])
    assert len(verdict.marks) == PAGE + 1


def test_marks_show_pseudo_instructions_without_inside() -> None:
    guard = bytes.fromhex("4989E34981CBFFFF3F004D8B5BF9")
    assert verdict_of(LABEL + guard + b"\xc3").marks[4:19] == bytes([5, *bytes(13), 1])


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        (TEXT, None),
        (TEXT + PAGE - 1, None),
        (TEXT + PAGE, "branch-range"),
        (TEXT - 1, "branch-range"),
        (TEXT + 3, "target"),
        (layout.gate_entry("SYSCALL"), None),
        (layout.gate_entry("EXIT"), None),
        (layout.gate_entry("SYSCALL") - 32, "branch-range"),
        (layout.gate_entry("EXIT") + 32, "branch-range"),
        (layout.gate_entry("TRAP") + 1, "branch-range"),
        (0, "branch-range"),
    ],
)
def test_direct_branch_goes_to_an_instruction_or_a_gate_entry(target: int, rule: str | None) -> None:
    code = LABEL + jump32(TEXT + 4, target)
    assert rules_of(code) == ([] if rule is None else [rule])


@pytest.mark.parametrize("displacement", [-128, -6, -1, 0, 1, 127])
def test_8_bit_displacements_are_signed(displacement: int) -> None:
    before = LABEL + b"\x90" * 124
    target = len(before) + 2 + displacement
    expected = [] if target in (0, *range(4, 129)) or target >= 130 else ["target"]
    assert rules_of(before + JUMP8 + struct.pack("b", displacement)) == expected


@pytest.mark.parametrize("displacement", [-(2**31), 2**31 - 1, -(2**31) + 1])
def test_largest_displacements_leave_the_text(displacement: int) -> None:
    assert rules_of(LABEL + JUMP32 + struct.pack("<i", displacement)) == ["branch-range"]


def test_branch_that_would_wrap_at_4_gib_is_outside() -> None:
    """Text at the slot's top; a jump 2^32 - something forward would land in it only if offsets wrapped."""
    offset = layout.USER_END - PAGE
    assert rules_of(LABEL + jump32(offset + 4, offset + 4 + 0x7FFF0000), text_offset=offset) == ["branch-range"]
    assert rules_of(LABEL + jump32(offset + 4, offset), text_offset=offset) == []


def test_text_as_high_as_it_may_lie_is_accepted_and_no_higher() -> None:
    assert rules_of(LABEL + b"\xc3", text_offset=layout.USER_END - PAGE) == []
    assert rules_of(LABEL + b"\xc3", text_offset=layout.USER_END) == ["layout"]


@pytest.mark.parametrize(
    ("text_size", "text_offset", "rodata_size", "rodata_offset"),
    [
        (0, TEXT, 0, 0),
        (PAGE - 1, TEXT, 0, 0),
        (PAGE, TEXT + 1, 0, 0),
        (PAGE, TEXT - PAGE, 0, 0),
        (PAGE, 0, 0, 0),
        (PAGE, -PAGE, 0, 0),
        (PAGE, 2**32, 0, 0),
        (PAGE, 2**64 + TEXT, 0, 0),
        (PAGE, TEXT, 4, TEXT + PAGE - 4096),
        (PAGE, TEXT, PAGE, TEXT),
        (2 * PAGE, TEXT, PAGE, TEXT + PAGE),
        (PAGE, TEXT + PAGE, 2 * PAGE, TEXT),
        (PAGE, TEXT, PAGE, 0),
        (PAGE, TEXT, PAGE, 2**32 - PAGE),
        (PAGE, TEXT, PAGE, TEXT + PAGE + 2),
    ],
)
def test_impossible_layout_is_refused(text_size: int, text_offset: int, rodata_size: int, rodata_offset: int) -> None:
    program = (b"\xcc" * text_size, text_offset, bytes(rodata_size), rodata_offset, text_offset)
    assert [refusal.rule for refusal in verify(*program).refusals] == ["layout"]
    assert [refusal.rule for refusal in diagnose(*program)] == ["layout"]


@pytest.mark.parametrize(
    "entry", [TEXT - 4, TEXT + 1, TEXT + 4, TEXT + PAGE - 1, TEXT + PAGE, 0, -1, 2**32 + TEXT, 2**64 - 1, 2**64 + TEXT]
)
def test_entry_point_must_be_a_label(entry: int) -> None:
    verdict = verify(padded(LABEL + b"\xc3"), TEXT, b"", RODATA, entry)
    assert [refusal.rule for refusal in verdict.refusals] == ["entry"]


@pytest.mark.parametrize("part", [1, 2, 3])
def test_text_may_not_end_with_a_part_of_a_label(part: int) -> None:
    """The displacement of a last jmp may hold it; the read-only data behind the text may hold the rest."""
    tail = LABEL[:part]
    target_bytes = (b"\x90" * 4 + tail)[-4:]
    displacement = struct.unpack("<i", target_bytes)[0]
    size = (-displacement // PAGE + 2) * PAGE if displacement < 0 else PAGE
    if part == 1:
        code = LABEL + b"\x90" * (size - 6) + JUMP8 + tail if size == PAGE else b""
        code = LABEL + b"\x90" * (PAGE - 6) + JUMP8 + tail
        assert rules_of(code) == ["label"]
    else:  # such a jump leaves any text of this size
        code = LABEL + b"\x90" * (PAGE - 9) + JUMP32 + target_bytes
        assert rules_of(code) == ["branch-range"]


def bounded_jump(table: int, k: int) -> bytes:
    mask = 2**k - 1
    head = bytes([0x41, 0x83, 0xE3, mask]) if k < 8 else b"\x41\x81\xe3" + struct.pack("<I", mask)
    add_jump = bytes.fromhex("65674C031C25") + struct.pack("<I", layout.SELF) + bytes.fromhex("41FFE3")
    return head + bytes.fromhex("6567468B1C9D") + struct.pack("<I", table) + add_jump


@pytest.mark.parametrize("k", [1, 2, 7, 8, 10])
def test_table_may_end_with_the_read_only_segment_and_no_later(k: int) -> None:
    rodata = struct.pack("<I", TEXT) * 1024
    last = RODATA + len(rodata) - 4 * 2**k
    assert rules_of(LABEL + bounded_jump(last, k), rodata) == []
    if k < 10:
        assert rules_of(LABEL + bounded_jump(last + 4, k), rodata) == ["table"]
    assert rules_of(LABEL + bounded_jump(RODATA - 4, k), rodata) == ["table"]
    assert rules_of(LABEL + bounded_jump(0xFFFFFFFC, k), rodata) == ["table"]
    assert rules_of(LABEL + bounded_jump(RODATA + 2, 1), rodata) == ["table"]


@pytest.mark.parametrize("bad", [0, 1, 7, 8, 15])
def test_every_entry_of_overlapping_tables_is_checked(bad: int) -> None:
    entries = [TEXT] * 16
    jumps = LABEL + bounded_jump(RODATA, 3) + bounded_jump(RODATA + 16, 2) + bounded_jump(RODATA + 32, 3)
    good = struct.pack("<16I", *entries)
    assert rules_of(jumps, good) == []
    entries[bad] = TEXT + 1
    assert rules_of(jumps, struct.pack("<16I", *entries)) == ["target"]
    entries[bad] = TEXT - 1
    assert rules_of(jumps, struct.pack("<16I", *entries)) == ["table-entry"]


def test_words_outside_every_table_may_be_anything() -> None:
    rodata = struct.pack("<6I", 0, TEXT, TEXT, 0, TEXT, TEXT) + b"odd"
    code = LABEL + bounded_jump(RODATA + 4, 1) + bounded_jump(RODATA + 16, 1)
    assert rules_of(code, rodata) == []
    assert rules_of(code + bounded_jump(RODATA + 8, 1), rodata) == ["table-entry"]


def test_refusal_names_the_broken_pseudo_instruction() -> None:
    guard = bytes.fromhex("6567448B18 4181C30EF0E105 75FE 4189C3 65674C031C2500E03F00 41FFD3")
    (refusal,) = verdict_of(LABEL + guard).refusals
    assert refusal.rule == "indirect-branch"
    assert refusal.address == TEXT + 4 + len(guard) - 3
    assert refusal.code == bytes.fromhex("41FFD3")
    assert "begin like a cfi_guard and differ at 0x40000c" in refusal.reason


def test_diagnosis_names_the_branch_and_goes_on_at_the_next_label() -> None:
    code = LABEL + b"\x50\xc3" + LABEL + b"\x58\xc3" + LABEL + b"\xeb\xfb\xc3"
    found = refusals_of(code)
    assert [(refusal.rule, refusal.address) for refusal in found] == [
        ("control-stack", TEXT + 4),
        ("control-stack", TEXT + 10),
        ("target", TEXT + 16),
    ]


def test_fingerprint_is_a_hash_and_stays_the_same() -> None:
    assert len(fingerprint()) == 64
    assert fingerprint() == fingerprint()


@pytest.mark.parametrize("seed", range(150))
def test_native_loop_and_diagnosis_agree_on_random_programs(seed: int) -> None:
    generator = random.Random(seed)
    code = bytearray(LABEL + random_walk(automaton(), generator, generator.choice([10, 50, 400])))
    for _ in range(generator.choice([0, 0, 1, 2])):
        code[generator.randrange(len(code))] = generator.randrange(256)
    rodata = b"".join(struct.pack("<I", TEXT + generator.randrange(300)) for _ in range(64))
    verdict = verdict_of(bytes(code), rodata)
    found = refusals_of(bytes(code), rodata)
    assert verdict.accepted == (not found)
    assert {refusal.rule for refusal in verdict.refusals} <= {refusal.rule for refusal in found}


@pytest.mark.parametrize("seed", range(40))
def test_native_loop_and_diagnosis_agree_on_branches_to_every_place(seed: int) -> None:
    """Programs of jumps, guards and tables only, most of whose targets are right."""
    generator = random.Random(seed)
    pieces = [b"\x90", b"\x0f\x0b", bytes.fromhex("4989E34981CBFFFF3F004D8B5BF9"), b"\xb8\x01\x02\x03\x04"]
    code = bytearray(LABEL)
    for _ in range(40):
        kind = generator.randrange(4)
        if kind == 0:
            code += JUMP8 + struct.pack("b", generator.choice([0, 0, 0, 1, -2, -6]))
        elif kind == 1:
            code += jump32(TEXT + len(code), TEXT + generator.choice([0, 0, len(code), len(code) + 5, PAGE, -1, -4096]))
        elif kind == 2:
            code += bounded_jump(RODATA + generator.choice([0, 0, 0, 4, 248, 252, 2]), 1)
        else:
            code += generator.choice(pieces)
    rodata = struct.pack("<64I", *[generator.choice([TEXT, TEXT, TEXT, TEXT + 1]) for _ in range(64)])
    assert verdict_of(bytes(code), rodata).accepted == (not refusals_of(bytes(code), rodata))
