"""gate calls: what only the LibOS may do becomes a call of a gate entry that keeps all other registers."""

from typing import Final

from cloister.toolchain.gates import gate_symbol
from cloister.toolchain.statement import INSTRUCTION, Unit, finished

_ENTRIES: Final = {
    "syscall": "SYSCALL_RAW",
    "cpuid": "CPUID",
    "rdtsc": "RDTSC",
    "rdtscp": "RDTSCP",
    "xgetbv": "XGETBV",
    "hlt": "HALT",
}


def call_gates(unit: Unit) -> None:
    """The pass."""
    for i, statement in enumerate(unit.statements):
        if statement.opcode in _ENTRIES and statement.kind == INSTRUCTION:
            unit.statements[i] = finished(statement.origin, [f"call {gate_symbol(_ENTRIES[statement.opcode])}"])
