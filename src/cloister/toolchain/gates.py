"""Names of the gate entries in assembly."""

from typing import Final

from cloister.abi import layout

SELF_ADD: Final = f"addr32 addq %gs:{layout.SELF:#x},%r11"
"""Adds the slot's base to R11. Both prefixes, SIB form: without `addr32` GAS leaves 67h out."""

SELF_LOAD: Final = f"addr32 movq %gs:{layout.SELF:#x},%r11"


def gate_symbol(name: str) -> str:
    """The absolute symbol of the gate entry `name`; the linker script defines it."""
    if name not in layout.GATE_ENTRIES:
        raise ValueError(name)
    return f"__cloister_gate_{name}"
