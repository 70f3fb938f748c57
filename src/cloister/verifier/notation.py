"""Reads the instruction tables: one `Row` a line, in the notation of the SDM's opcode maps.

A line is `[66] [F2|F3] [0F [38|3A]] OPCODE [/DIGIT | MODRM] MNEMONIC OPERANDS [ATTRIBUTES]`, or starts with
`VEX.<length>.<prefix>.<map>.<W> OPCODE`. `+r` is a register in the opcode, `+cc` a condition there, `+i` an x87
register in the ModRM byte. Operands (SDM volume 2, A.2.1): E G M R general register or memory, V W U XMM, H B VEX.vvvv,
L immediate register, Z opcode register, I immediate, J branch displacement; sizes b w d q, v (16, 32 or 64 bits by 66
and REX.W), y (32 or 64 by REX.W), z (16 or 32).

Attributes: `lock` F0 is allowed, `W1` REX.W is required, `unguarded` the memory form is only an address (lea), `ends`
control does not fall through.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_ATTRIBUTES: Final = {"lock", "W1", "unguarded", "ends"}
_MAPS: Final = {"0F": 1, "0F38": 2, "0F3A": 3}
_PREFIXES: Final = {"NP": (), "66": ("66",), "F2": ("F2",), "F3": ("F3",)}
_HEX: Final = re.compile(r"[0-9A-F]{2}(\+(r|cc|i))?$")


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    prefixes: frozenset[str]
    """Mandatory prefixes: of 66, F2, F3."""
    map: int
    """0 one-byte opcodes, 1 after 0F, 2 after 0F 38, 3 after 0F 3A."""
    opcodes: range
    digit: int | None
    """The ModRM.reg that selects the instruction, where the opcode is shared."""
    modrm: range | None
    """The ModRM bytes that select it (x87 register forms)."""
    name: str
    operands: tuple[str, ...]
    attributes: frozenset[str]
    vex_length: str | None = None
    """128, 256, x, LIG or LZ; None for an instruction without VEX."""
    vex_w: str | None = None

    def operand(self, letters: str) -> str | None:
        """The size of the first operand whose letter is one of `letters`; None if there is none."""
        for part in self._parts:
            if part[0] in letters:
                return part[1:]
        return None

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        return tuple(part for operand in self.operands for part in operand.split("/") if part[0] in "EGMRVWUHBLZIJ")

    @cached_property
    def is_sized_by_66(self) -> bool:
        """An operand of size v, or the accumulator of that size."""
        return "rAX" in self.operands or any(part[1:] == "v" for part in self._parts)

    @cached_property
    def is_sized_by_w(self) -> bool:
        """REX.W or VEX.W chooses the operand's size."""
        return self.is_sized_by_66 or any(part[1:] == "y" for part in self._parts)

    @cached_property
    def has_modrm(self) -> bool:
        return self.digit is not None or self.modrm is not None or self.operand("EGMRVWU") is not None

    @cached_property
    def has_memory_form(self) -> bool:
        return self.modrm is None and self.operand("EMW") is not None

    @cached_property
    def has_register_form(self) -> bool:
        return self.modrm is not None or self.operand("ERWU") is not None

    @cached_property
    def is_branch(self) -> bool:
        return self.operand("J") is not None or self.name == "RET"


def _opcode_range(token: str) -> range:
    first = int(token[:2], 16)
    return range(first, first + {"": 1, "+r": 8, "+i": 8, "+cc": 16}[token[2:]])


def _split_map(tokens: list[str]) -> tuple[int, list[str]]:
    if tokens[0] != "0F":
        return 0, tokens
    if tokens[1] in ("38", "3A") and len(tokens) > 2 and _HEX.match(tokens[2]):
        return (2 if tokens[1] == "38" else 3), tokens[2:]
    return 1, tokens[1:]


def _selector(tokens: list[str], opcode: int) -> tuple[int | None, range | None, list[str]]:
    """The /digit or ModRM byte after the opcode, if there is one, and the tokens that follow."""
    if tokens[0].startswith("/"):
        return int(tokens[0][1:]), None, tokens[1:]
    if 0xD8 <= opcode <= 0xDF and _HEX.match(tokens[0]):
        return None, _opcode_range(tokens[0]), tokens[1:]
    return None, None, tokens


def _parse(line: str) -> Row:
    tokens = line.split()
    length = vex_w = None
    prefixes: tuple[str, ...] = ()
    if tokens[0].startswith("VEX."):
        _, length, prefix, map_name, vex_w = tokens[0].split(".")
        prefixes, opcode_map, tokens = _PREFIXES[prefix], _MAPS[map_name], tokens[1:]
    else:
        while tokens[0] in ("66", "F2", "F3") and _HEX.match(tokens[1]):
            prefixes, tokens = (*prefixes, tokens[0]), tokens[1:]
        opcode_map, tokens = _split_map(tokens)
    opcodes = _opcode_range(tokens[0])
    digit, modrm, tokens = _selector(tokens[1:], opcodes[0])
    name, operands, *attributes = tokens
    assert set(attributes) <= _ATTRIBUTES, line
    return Row(
        prefixes=frozenset(prefixes),
        map=opcode_map,
        opcodes=opcodes,
        digit=digit,
        modrm=modrm,
        name=name,
        operands=() if operands == "-" else tuple(operands.split(",")),
        attributes=frozenset(attributes),
        vex_length=length,
        vex_w=vex_w,
    )


def parse_rows(table: str) -> tuple[Row, ...]:
    """The rows of a table, in its order. A line that is not in the notation raises an exception at import."""
    return tuple(_parse(line) for line in table.splitlines() if line.strip())


@dataclass(frozen=True)
class RefusedOpcodes:
    """One line of tables.refused."""

    prefix: str | None
    map: int
    opcodes: range
    digit: int | None
    rule: str
    name: str
    """For people."""


def parse_refused(table: str) -> tuple[RefusedOpcodes, ...]:
    """The lines of tables.refused."""
    return tuple(_parse_refused(line) for line in table.splitlines() if line.strip())


def _parse_refused(line: str) -> RefusedOpcodes:
    tokens = line.split()
    prefix = None
    if tokens[0] in _PREFIXES and tokens[1] == "0F":
        prefix, tokens = tokens[0], tokens[1:]
    head = [token.partition("..")[0] for token in tokens[:3]]
    opcode_map, _ = _split_map(head)
    tokens = tokens[{0: 0, 1: 1, 2: 2, 3: 2}[opcode_map] :]
    first, _, last = tokens[0].partition("..")
    digit = int(tokens[1][1:]) if tokens[1].startswith("/") else None
    rule, *name = tokens[1:] if digit is None else tokens[2:]
    opcodes = range(int(first, 16), int(last or first, 16) + 1)
    return RefusedOpcodes(prefix, opcode_map, opcodes, digit, rule, " ".join(name))
