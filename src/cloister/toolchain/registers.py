"""Names of the general registers, by width."""

from typing import Final

_LEGACY = ("ax", "bx", "cx", "dx", "si", "di", "bp", "sp")


def _family(name: str) -> tuple[str, str, str, str]:
    """(64, 32, 16, 8 bit) names of the register whose 16-bit name is `name`."""
    low = name[0] + "l" if name.endswith("x") else name + "l"
    return f"%r{name}", f"%e{name}", f"%{name}", f"%{low}"


FAMILIES: Final = tuple(_family(name) for name in _LEGACY) + tuple(
    (f"%r{n}", f"%r{n}d", f"%r{n}w", f"%r{n}b") for n in range(8, 16)
)

WIDE: Final = {alias: family[0] for family in FAMILIES for alias in family} | {
    f"%{letter}h": f"%r{letter}x" for letter in "abcd"
}
"""Any name of a general register -> its 64-bit name."""

DWORD: Final = {family[0]: family[1] for family in FAMILIES}
"""64-bit name -> 32-bit name."""

WIDTH: Final = {alias: 64 >> i for family in FAMILIES for i, alias in enumerate(family)} | {
    f"%{letter}h": 8 for letter in "abcd"
}
"""Any name of a general register -> its width in bits."""

HIGH_BYTES: Final = {f"%{letter}h": f"%{letter}l" for letter in "abcd"}
"""The registers that no instruction with a REX prefix can name -> the low byte to exchange them with."""

STACK_NAMES: Final = frozenset(("%rsp", "%esp", "%sp", "%spl"))


def name_at(wide: str, bits: int) -> str:
    """The name of the 64-bit register `wide` at a width of 8, 16, 32 or 64 bits."""
    for family in FAMILIES:
        if family[0] == wide:
            return family[(64, 32, 16, 8).index(bits)]
    raise ValueError(wide)
