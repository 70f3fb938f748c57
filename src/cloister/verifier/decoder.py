"""The instruction decoder, one byte at a time: prefixes, opcode, ModRM, SIB, displacement and immediate.

`decode(decoder, byte)` is a pure function. It gives the decoder after the byte, an `End` when the byte completes an
instruction, or `Refused`. What the tables say about an opcode is worked out once, at its last byte (`forms`).
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from cloister.verifier.forms import Form, Instruction, form_of
from cloister.verifier.outcomes import Decoder, End, Outcome, Refused, Rest, Sib
from cloister.verifier.rules import Rule
from cloister.verifier.vex import VexThree, VexTwo, decode_vex


class Prefixes(NamedTuple):
    """The legacy prefixes so far, in the order of sfi.md section 5: `65 67 [66] [F2|F3] [F0] [REX] opcode`."""

    guard: int = 0
    """How many bytes of 65 67 have come."""
    has_66: bool = False
    repeat: int = 0
    """F2, F3 or 0."""
    lock: bool = False
    rex: int = 0
    """40 to 4F without bit X (see Instruction), or 0."""
    map: int = 0
    """The opcode map that the next byte indexes: 0, 1 after 0F, 2 after 0F 38, 3 after 0F 3A."""


START: Final = Prefixes()
"""The decoder between two instructions."""

_ESCAPES: Final[Mapping[tuple[int, int], int]] = {(0, 0x0F): 1, (1, 0x38): 2, (1, 0x3A): 3}


def decode(decoder: Decoder, byte: int) -> Outcome:
    """One byte further."""
    if isinstance(decoder, Prefixes):
        return _after_prefixes(decoder, byte)
    if isinstance(decoder, Form):
        return decoder.after_modrm[byte]
    if isinstance(decoder, Sib):
        return decoder.after(byte)
    if isinstance(decoder, Rest):
        return decoder.after(byte)
    return decode_vex(decoder, byte)


def _after_prefixes(seen: Prefixes, byte: int) -> Outcome:
    if seen.guard == 1:
        return seen._replace(guard=2) if byte == 0x67 else Refused(Rule.MEM_GUARD)
    if seen.map == 0 and (prefixed := _prefix(seen, byte)) is not None:
        return prefixed
    if (escaped := _ESCAPES.get((seen.map, byte))) is not None:
        return seen._replace(map=escaped)
    if seen.map == 0 and byte in (0xC4, 0xC5):
        return _begin_vex(seen, byte)
    return form_of(_instruction(seen, byte))


def _prefix(seen: Prefixes, byte: int) -> Outcome | None:
    """What a prefix byte does; None for other bytes. Each prefix stands before all that follow it in the grammar."""
    if byte == 0x65:
        return seen._replace(guard=1) if seen == START else Refused(Rule.PREFIX)
    if byte == 0x67:
        return Refused(Rule.MEM_GUARD if seen == START else Rule.PREFIX)
    if byte == 0x66:
        return Refused(Rule.PREFIX) if seen[1:] != START[1:] else seen._replace(has_66=True)
    if byte in (0xF2, 0xF3):
        return Refused(Rule.PREFIX) if seen[2:] != START[2:] else seen._replace(repeat=byte)
    if byte == 0xF0:
        return Refused(Rule.PREFIX) if seen[3:] != START[3:] or seen.repeat else seen._replace(lock=True)
    if 0x40 <= byte <= 0x4F:
        return Refused(Rule.PREFIX) if seen.rex else seen._replace(rex=byte & ~2)
    return None


def _begin_vex(seen: Prefixes, byte: int) -> Outcome:
    if seen not in (START, START._replace(guard=2)):
        return Refused(Rule.PREFIX)
    return VexTwo(seen.guard == 2) if byte == 0xC5 else VexThree(seen.guard == 2)


def _instruction(seen: Prefixes, opcode: int) -> Instruction:
    prefixes = (["66"] if seen.has_66 else []) + ([f"{seen.repeat:02X}"] if seen.repeat else [])
    return Instruction(
        map=seen.map,
        opcode=opcode,
        prefixes=frozenset(prefixes),
        is_guarded=seen.guard == 2,
        is_locked=seen.lock,
        has_rex=seen.rex != 0,
        w=seen.rex >> 3 & 1,
        r=seen.rex >> 2 & 1,
        b=seen.rex & 1,
    )


__all__ = ["START", "Decoder", "End", "Prefixes", "Refused", "decode"]
