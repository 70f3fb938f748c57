"""Enumerates the instructions that the decoder accepts: the bytes of each, with the `End` it has.

Displacements and immediates are collapsed to one value. `Coverage.QUICK` takes one representative of each kind of
addressing; `Coverage.LEGACY` all ModRM and SIB bytes and all prefixes, without VEX; `Coverage.ALL` everything.
"""

from collections.abc import Iterator
from enum import Enum
from itertools import product

from cloister.verifier.decoder import START, Prefixes, decode
from cloister.verifier.forms import Form
from cloister.verifier.outcomes import Decoder, End, Refused, Rest, Sib
from cloister.verifier.vex import VexMap, VexThree, VexTwo


class Coverage(Enum):
    QUICK = "quick"
    LEGACY = "legacy"
    ALL = "all"


_ALL_BYTES = tuple(range(256))
_FILL = 0x10  # its low half is zero, as an immediate register wants

_QUICK_REX = {0x40, 0x41, 0x44, 0x48}
_QUICK_MODRM = tuple(
    sorted(
        {mod << 6 | reg << 3 | rm for mod, reg, rm in product((0, 3), range(8), (0, 4))}
        | {mod << 6 | reg << 3 | rm for mod, reg, rm in product(range(4), (0, 4), (3, 4, 5))}
    )
)
_QUICK_SIB = (0x00, 0x20, 0x24, 0x05, 0x25, 0xE5)
_QUICK_VEX_LAST = tuple(  # R or W, vvvv (inverted) of registers 0, 4 and 15, L, pp
    top << 7 | vvvv << 3 | low for top, vvvv, low in product((0, 1), (0b1111, 0b1011, 0b0000), range(8))
)


def instructions(coverage: Coverage, code: bytes = b"") -> Iterator[tuple[bytes, End]]:
    """Every accepted instruction of the coverage that begins with `code`."""
    decoder: Decoder = START
    for i, byte in enumerate(code):
        decoder = decode(decoder, byte)
        if isinstance(decoder, Refused):
            return
        if isinstance(decoder, End):
            if i + 1 == len(code):
                yield code, decoder
            return
    agenda: list[tuple[Decoder, bytes]] = [(decoder, code)]
    while agenda:
        decoder, code = agenda.pop()
        if isinstance(decoder, Rest):
            yield code + bytes([_FILL]) * decoder.size, decoder.end
            continue
        for byte in _candidates(decoder, coverage):
            if (
                coverage is Coverage.LEGACY
                and byte in (0xC4, 0xC5)
                and isinstance(decoder, Prefixes)
                and not decoder.map
            ):
                continue
            outcome = decode(decoder, byte)
            if isinstance(outcome, End):
                yield code + bytes([byte]), outcome
            elif not isinstance(outcome, Refused):
                agenda.append((outcome, code + bytes([byte])))


def _candidates(decoder: Decoder, coverage: Coverage) -> tuple[int, ...]:
    if coverage is not Coverage.QUICK:
        return _ALL_BYTES
    if isinstance(decoder, Prefixes) and not decoder.map:
        return tuple(byte for byte in _ALL_BYTES if byte >> 4 != 4 or byte in _QUICK_REX)
    if isinstance(decoder, Form):
        # x87 register forms differ in every ModRM byte
        return _QUICK_MODRM if len({decoder.after_modrm[byte] for byte in range(0xC0, 0x100)}) < 3 else _ALL_BYTES
    if isinstance(decoder, Sib):
        return _QUICK_SIB
    if isinstance(decoder, VexTwo | VexMap):
        return _QUICK_VEX_LAST
    if isinstance(decoder, VexThree):
        return tuple(byte for byte in _ALL_BYTES if byte & 0x1F < 5 and byte & 0x40)  # X never matters
    return _ALL_BYTES
